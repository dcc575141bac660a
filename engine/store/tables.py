"""The tables of the database; Alembic's migrations make them, these classes describe them."""

from sqlalchemy import CheckConstraint, Index, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {  # every constraint has a name, so that a migration can find it on any database
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SHA256_DIGITS = 64


class Table(DeclarativeBase):
    """What the tables have in common: the names of their constraints."""

    metadata = MetaData(naming_convention=NAMING)


class RunRow(Table):
    """One saved run: who asked for what is in the pack; ``created`` is ISO 8601 in UTC."""

    __tablename__ = "run"

    id: Mapped[int] = mapped_column(primary_key=True)
    created: Mapped[str] = mapped_column(String(32))
    case_id: Mapped[str] = mapped_column(String(200))
    seed: Mapped[int]
    version: Mapped[str] = mapped_column(String(40))
    pack_sha256: Mapped[str] = mapped_column(String(SHA256_DIGITS))
    pack_json: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint(f"length(pack_sha256) = {SHA256_DIGITS}", name="sha256_length"),
        Index("ix_run_case_id", "case_id"),
        {"sqlite_autoincrement": True},  # a run's number is never given twice
    )
