"""The SQL of imports."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import count
from typing import Any

from sqlalchemy import Row, Select, delete, insert, select
from sqlmodel import select as select_model

from services.ads.models import AdsProfile, AdvertiserAccount, Campaign, ImportFile, ReportImport, ReportImportError
from services.ads.report_imports.rules import KeptPiece
from services.ads.report_imports.schemas import ImportQuery
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_missing
from shared.positions import Order, Part, Polled, poll

_import, _error, _profile = table_of(ReportImport), table_of(ReportImportError), table_of(AdsProfile)
_file, _campaign, _account = table_of(ImportFile), table_of(Campaign), table_of(AdvertiserAccount)
_ORDER = Order(_import, ("import_id",))


def imports_with_unknown_columns(session: Session, reports: Collection[str]) -> list[Row[Any]]:
    """(seller, marketplace, file name, unknown columns) of completed imports of all tenants that were read as one of
    the reports: for the one who runs the servers. Files that were sent again and read as another are left out."""
    again = _import.alias()
    others = (again.c.status == "completed", again.c.report.not_in(reports))
    same = (again.c[name] == _import.c[name] for name in ("tenant_id", "profile_key", "file_sha256"))
    query = (
        select(_profile.c.seller_id, _profile.c.marketplace_id, _import.c.file_name, _import.c.unknown_columns)
        .join(_profile, _profile.c.profile_key == _import.c.profile_key)
        .where(_import.c.status == "completed", _import.c.report.in_(reports), _import.c.unknown_columns != "[]")
        .where(~select(again.c.import_id).where(*same, *others).exists())
    )
    return list(session.execute(query.order_by(_import.c.created_at, _import.c.import_id)))


class ImportRepository:
    """Imports of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add(self, report_import: ReportImport) -> None:
        """Store a new or changed import."""
        self._session.add(report_import)
        self._session.flush()

    def add_file(self, report_import: ReportImport, pieces: Iterable[bytes]) -> None:
        """Keep the file of an import of this tenant, packed, until it is read."""
        for position, content in enumerate(pieces):
            row = {"import_id": report_import.import_id, "position": position, "is_packed": True, "content": content}
            self._session.execute(insert(_file), row)

    def get(self, import_id: str) -> ReportImport | None:
        """One import, locked for change where the database can."""
        query = select_model(ReportImport).where(
            ReportImport.tenant_id == self._tenant_id, ReportImport.import_id == import_id
        )
        return self._session.exec(query.with_for_update()).one_or_none()

    def pieces(self, report_import: ReportImport) -> Iterator[KeptPiece]:
        """The file of an import read from this repository; none when it has been imported."""
        one = select(_file.c.is_packed, _file.c.content).where(_file.c.import_id == report_import.import_id)
        for position in count():
            piece = self._session.execute(one.where(_file.c.position == position)).one_or_none()
            if piece is None:
                return
            yield KeptPiece(piece.is_packed, piece.content)

    def drop_file(self, report_import: ReportImport) -> None:
        """Forget the file of an import read from this repository."""
        self._session.execute(delete(_file).where(_file.c.import_id == report_import.import_id))

    def add_errors(self, report_import: ReportImport, rows: Sequence[dict[str, Any]]) -> None:
        """Keep rejected rows of an import read from this repository."""
        if rows:
            self._session.connection().execute(
                insert(_error), [{"import_id": report_import.import_id, **row} for row in rows]
            )

    def campaigns(self, seller_id: str) -> list[Row[Any]]:
        """(country_code, campaign_key) of a seller's campaigns that have Amazon's id."""
        query = (
            select(_profile.c.country_code, _campaign.c.campaign_key)
            .join(_profile, _profile.c.profile_key == _campaign.c.profile_key)
            .where(_profile.c.tenant_id == self._tenant_id, _profile.c.seller_id == seller_id)
            .where(_campaign.c.campaign_key > 0)
        )
        return list(self._session.execute(query))

    def account_of(self, profile_key: int) -> str:
        """Amazon's id of a profile's advertiser account, "" while no file has shown it."""
        query = select(_account.c.account_id).where(_account.c.profile_key.in_(self._mine(profile_key)))
        found: str | None = self._session.execute(query).scalar_one_or_none()
        return found or ""

    def keep_account(self, profile_key: int, account_id: str) -> None:
        """Remember the advertiser account of one of the tenant's profiles, unless one is known."""
        add_missing(self._session, _account, {"profile_key": profile_key, "account_id": account_id})

    def read(self, import_id: str) -> Row[Any] | None:
        """One import with its profile's columns."""
        return self._session.execute(self._joined().where(_import.c.import_id == import_id)).one_or_none()

    def poll(self, query: ImportQuery) -> Polled[Row[Any]]:
        """A page of the tenant's imports with their profile's columns. Raises the errors of cursors."""
        statement = self._joined()
        if query.seller_id is not None:
            statement = statement.where(_profile.c.seller_id == query.seller_id)
        if query.status is not None:
            statement = statement.where(_import.c.status == query.status)

        def read(part: Part) -> list[Row[Any]]:
            return list(self._session.execute(_ORDER.apply(statement, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, read)

    def errors(self, import_id: str, limit: int, after: int | None) -> list[Row[Any]]:
        """Up to `limit + 1` rejected rows of one import."""
        statement = (
            select(_error)
            .join(_import, _import.c.import_id == _error.c.import_id)
            .join(_profile, _profile.c.profile_key == _import.c.profile_key)
            .where(_profile.c.tenant_id == self._tenant_id, _error.c.import_id == import_id)
        )
        if after is not None:
            statement = statement.where(_error.c.position > after)
        return list(self._session.execute(statement.order_by(_error.c.position).limit(limit + 1)))

    def _mine(self, profile_key: int) -> Select[tuple[int]]:
        return select(_profile.c.profile_key).where(
            _profile.c.profile_key == profile_key, _profile.c.tenant_id == self._tenant_id
        )

    def _joined(self) -> Select[Any]:
        of_profile = (_profile.c.seller_id, _profile.c.marketplace_id, _profile.c.currency)
        return (
            select(_import, *of_profile)
            .join(_profile, _profile.c.profile_key == _import.c.profile_key)
            .where(_import.c.tenant_id == self._tenant_id, _profile.c.tenant_id == self._tenant_id)
        )
