"""Rows that are written once and only go when the whole project does."""

from typing import Any, NoReturn, TypeVar

from django.db import models

from roadmap.errors import HistoryIsKept

Row = TypeVar("Row", bound=models.Model, covariant=True)


class KeptQuerySet(models.QuerySet[Row]):
    """Neither changes nor deletes its rows."""

    def update(self, **values: Any) -> NoReturn:
        raise HistoryIsKept("What was recorded is not changed.")

    def delete(self) -> NoReturn:
        raise HistoryIsKept("What was recorded is not deleted.")


class Kept(models.Model):
    """A row that refuses to be saved a second time, and to be deleted by itself."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise HistoryIsKept("What was recorded is not changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise HistoryIsKept("What was recorded is not deleted.")
