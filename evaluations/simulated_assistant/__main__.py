"""``python -m evaluations.simulated_assistant``: serves until SIGTERM or until the process that started it is gone."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

import uvicorn

from evaluations.simulated_assistant.app import SimulatedAssistant
from evaluations.simulated_assistant.behaviour import BehaviourUnknown, read_scripts
from evaluations.simulated_assistant.scripts import cases_by_question, ranks

LOOK_FOR_PARENT_EVERY = 0.5


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="simulated_assistant", description="A scripted assistant on loopback.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8124)
    parser.add_argument("--latency", type=float, default=0.15, help="seconds before each answer (default 0.15)")
    parser.add_argument("--script", type=Path, help="a JSON file of models of your own, see behaviour.py")
    return parser.parse_args()


async def leave_with_parent(server: uvicorn.Server) -> None:
    """Ends the server when its parent process has ended, so that a killed starter leaves nothing behind."""
    parent = os.getppid()
    while os.getppid() == parent:
        await asyncio.sleep(LOOK_FOR_PARENT_EVERY)
    server.should_exit = server.force_exit = True


async def serve(arguments: argparse.Namespace) -> None:
    try:
        scripts = read_scripts(arguments.script) if arguments.script else {}
    except BehaviourUnknown as error:
        sys.exit(f"simulated_assistant: {error}")
    app = SimulatedAssistant(arguments.latency, scripts)
    cases_by_question(), ranks()  # read now, not during the first answer
    options = uvicorn.Config(
        app,
        host=arguments.host,
        port=arguments.port,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(options)
    watch = asyncio.create_task(leave_with_parent(server))
    await server.serve()
    watch.cancel()


if __name__ == "__main__":
    asyncio.run(serve(read_arguments()))
