"""Accounts from the shell."""

import click

from portal.accounts import operations, persons, queries
from portal.accounts.models import Account
from portal.accounts.permissions import Role
from portal.units import queries as units
from portal.web.data import transactions
from portal.web.ui.shell import CommandGroup, print_rows

group = CommandGroup("accounts", help="Tài khoản của cán bộ.")


def account_named(username: str) -> Account:
    """The account of that name, or an end with a clear word."""
    account = queries.by_username(username)
    if account is None:
        raise click.ClickException(f"Không có tài khoản “{username}”. Xem: flask accounts list.")
    return account


@group.command("list")
@click.option("--csv", "as_csv", is_flag=True, help="In dạng CSV có dòng tiêu đề.")
def list_accounts(as_csv: bool) -> None:
    """List every account; never a password."""
    keys = {catalogue.id: catalogue.key for catalogue in units.catalogues()}
    rows = [
        (a.username, a.role, keys[a.unit.catalogue_id], a.unit.code, a.unit.title, "yes" if a.active else "no")
        for a in queries.all_accounts()
    ]
    header = ("username", "role", "catalogue", "unit_code", "unit_name", "active")
    print_rows(header, rows, as_csv=as_csv)


@group.command("create")
@click.argument("username")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--catalogue", required=True, help="Khóa danh mục đơn vị (năm).")
@click.option("--unit", "unit_code", required=True, help="Mã đơn vị.")
@click.option("--name", "full_name", required=True, help="Họ và tên.")
@click.option("--person", "identifier", default="", help="Số hiệu cán bộ; hai tài khoản của một người dùng cùng số.")
def create(username: str, role: str, catalogue: str, unit_code: str, full_name: str, identifier: str) -> None:
    """Open an account and print its one-use code (seven days)."""
    known = units.catalogue(catalogue)
    unit = units.by_code(known.id, unit_code) if known else None
    if unit is None:
        message = f"Không có đơn vị mã {unit_code} trong danh mục {catalogue}."
        raise click.ClickException(message)
    person = persons.person_of(full_name, identifier)
    account = operations.create(username, person=person, role=role, unit=unit, by=None)
    code = operations.issue_code(account, by=None)
    transactions.commit()
    click.echo(f"{username}: mã dùng một lần {code} (hiệu lực 7 ngày, phải đổi mật khẩu khi đăng nhập)")


@group.command("reset")
@click.argument("username")
def reset(username: str) -> None:
    """Give a new one-use code; the account is signed out everywhere."""
    code = operations.issue_code(account_named(username), by=None)
    transactions.commit()
    click.echo(f"{username}: mã dùng một lần {code} (hiệu lực 7 ngày, phải đổi mật khẩu khi đăng nhập)")


@group.command("close")
@click.argument("username")
def close(username: str) -> None:
    """Close an account; it is signed out everywhere."""
    operations.set_active(account_named(username), active=False, by=None)
    transactions.commit()
    click.echo(f"{username}: đã khóa")
