"""What a number is of, where its type alone does not say."""

from typing import Annotated

Share = Annotated[float, "share"]  # 0–1, shown in percent
Money = Annotated[float, "money"]  # whole units of the scenario's currency
