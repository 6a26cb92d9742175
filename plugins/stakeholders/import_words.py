"""What an import says of itself on the command line."""

from __future__ import annotations

from collections.abc import Iterator

from .import_records import Added, Change, Import
from .sheet import Sheet


def report(made: Import, sheet: Sheet) -> Iterator[str]:
    """What would be added, changed and decided, a line each."""
    counts = (
        f"{len(sheet.rows):,} rows: {len(made.organisations) + len(made.people):,} records to add, "
        f"{len(made.changes):,} facts to add, {len(made.differs):,} that differ, {len(made.doubts):,} in doubt."
    )
    yield counts
    if sheet.unread:
        yield f"Columns that are not read: {', '.join(sheet.unread)}."
    if made.organisations or made.people:
        yield "\nAdded"
        for one in sorted([*made.organisations, *made.people], key=lambda added: added.row):
            yield f"  row {one.row}: {_record(one)}"
    if made.changes:
        yield "\nChanged"
        for change in made.changes:
            who = change.held.who
            yield f"  row {change.row}: {who.name} ({who.id}): {change.name} is added: {_value(change)}"
    if made.differs:
        yield "\nDifferent, and left as it is: change it in the file if the spreadsheet is right"
        for change in made.differs:
            where = f"{change.held.file.source.file}, {change.held.who.id}"
            yield f"  row {change.row}: {where}: {change.name} is `{change.was}`, the row says `{change.value}`"
    if made.doubts:
        yield "\nDoubtful, and not written until somebody decides"
        for doubt in made.doubts:
            yield f"  row {doubt.row}: {doubt.name}: {doubt.why}"


def _record(one: Added) -> str:
    fields = one.fields
    if "group" in fields:
        return f"organisation {fields['name']} ({fields['group']}, {fields['proximity']}), as {fields['id']}"
    return f"person {fields['name']}, as {fields['id']}" + (f", of {one.home}" if one.home else "")


def _value(change: Change) -> str:
    value = change.value
    return f"{value['handle']} on {value['platform']}" if isinstance(value, dict) else str(value)
