"""A small business case with a range."""

SCENARIO = {
    "currency": "EUR",
    "horizon_months": 12,
    "use_cases": [
        {
            "id": "mail",
            "tasks_per_month": 1000,
            "minutes_per_task": 12,
            "time_saved_share": {"dist": "pert", "min": 0.0, "mode": 0.2, "max": 0.4},
            "hourly_cost": 60,
            "adoption": {"kind": "immediate", "plateau": 0.8},
        }
    ],
    "programme": {"seats": 10, "licence_per_seat_month": 10, "integration_one_off": 500},
    "monte_carlo": {"n": 2000, "seed": 7},
}
