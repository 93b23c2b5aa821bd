"""One line of JSON for each log record: nothing a user typed can start a line of its own."""

import json
import logging
from datetime import UTC, datetime


class LineFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        request = getattr(record, "request", None)
        request_id = getattr(record, "request_id", "") or getattr(request, "request_id", "")
        if request_id:
            line["request_id"] = request_id
        for key in ("method", "path", "status", "milliseconds", "person", "address"):
            if hasattr(record, key):
                line[key] = getattr(record, key)
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True, default=str)
