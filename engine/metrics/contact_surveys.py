"""Survey answers beside the contact they are about: ratings, recommendation, praise."""

from engine.metrics.records import OpenRecords, quoted

ANSWERS = ("csat", "nps", "praised")


def add_survey_answers(records: OpenRecords) -> tuple[str, ...]:
    """Give contacts the survey's answers by ``contact_id``; return the columns that came so.

    Only columns that the contacts lack: where both have ratings, the contacts' own stand and
    the difference is a matter of the data quality report. A contact with several answers keeps
    the last by ``answered_at`` (without it, by place in the file). A contact that nobody was
    asked about has no value; for ``praised`` so has one that nobody answered.
    """
    if not records.has("contacts", "contact_id") or not records.has("surveys", "contact_id"):
        return ()
    columns = [
        name
        for name in ANSWERS
        if records.has("surveys", name) and not records.has("contacts", name)
    ]
    if not columns:
        return ()
    order = "answered_at DESC NULLS LAST, source_file DESC, source_row DESC"
    if not records.has("surveys", "answered_at"):
        order = "source_file DESC, source_row DESC"
    wanted = ", ".join(map(quoted, columns))
    records.define(
        "contacts",
        f"""SELECT contacts.*, {wanted} FROM contacts LEFT JOIN (
  SELECT contact_id::VARCHAR AS asked_about, {wanted} FROM surveys WHERE contact_id IS NOT NULL
  QUALIFY row_number() OVER (PARTITION BY contact_id ORDER BY {order}) = 1
) AS answers ON answers.asked_about = contacts.contact_id::VARCHAR""",  # noqa: S608 (our own names)
    )
    return tuple(columns)
