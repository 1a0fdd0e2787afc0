"""What the rooms above give to the rooms below: every hook of the house, filled in one place and in one order."""

from flask import Flask

from portal.accounts import approvals as account_approvals
from portal.accounts import models, navigation, waiting
from portal.accounts import tasks as account_tasks
from portal.accounts.admin import requests as account_requests
from portal.accounts.admin import slips
from portal.accounts.sign_in import sessions, signing_in, step_up
from portal.ballots.desks import queries as desks
from portal.ballots.sealing import batch_sealer, box_check, quarantine, round_keys
from portal.documents import rendering
from portal.documents import tasks as paper_tasks
from portal.documents.annexes import recomputing
from portal.documents.field_reports import field_report_views
from portal.documents.lifecycle import operations as paper_operations
from portal.documents.signing import sealed_papers, signing
from portal.extensions import queue
from portal.fieldwork import old_photographs, own_round, tasks, unused_pages
from portal.fieldwork.awards import operations as awards
from portal.fieldwork.directives import tasks as directive_tasks
from portal.fieldwork.inspections import posters
from portal.fieldwork.inspections import tasks as inspection_tasks
from portal.fieldwork.publicity import cards
from portal.fieldwork.publicity import tasks as publicity_tasks
from portal.fieldwork.reminders import schedule
from portal.fieldwork.reminders import tasks as reminder_tasks
from portal.fieldwork.reporting import tasks as reporting_tasks
from portal.fieldwork.reporting import views as reporting
from portal.fieldwork.roster import retention
from portal.fieldwork.roster import tasks as roster_tasks
from portal.fieldwork.roster.lists import papers as roster_papers
from portal.fieldwork.roster.shifts import overlap_permission
from portal.fieldwork.taskforce import printing as taskforce_printing
from portal.fieldwork.taskforce import tasks as taskforce_tasks
from portal.fieldwork.today import agenda
from portal.fieldwork.visits import operations as visits
from portal.fieldwork.visits import tasks as visit_tasks
from portal.homes import cover_notes
from portal.nodes import reconciler
from portal.ops.condition import examining, node_checks, replication_checks
from portal.results.comments import comments
from portal.results.comments import tasks as comment_tasks
from portal.results.exclusions import exclusions
from portal.results.exports import recompute_archive
from portal.results.release import public_views as release_pages
from portal.results.release import releasing
from portal.results.tallying import erasing, sealed_results, tallying
from portal.sealing import operations as sealing
from portal.sealing import periodic_check, verification
from portal.surveys.catalogues import corrections, links
from portal.surveys.errata import operations as errata
from portal.surveys.points import posters as point_posters
from portal.surveys.rounds import approvals, chosen, pending, public_views
from portal.surveys.rounds import views as round_views
from portal.web.data import files, two_disks
from portal.web.http import access
from portal.web.jobs import health, jobs
from portal.web.media import readings, uploads, waiting_files
from portal.web.ui import terms

# What may refuse an action of two persons: a changed box first, as nothing is worked out from one.
GUARDS = (verification.refuse_changed, releasing.protect_before_decision)
# What an approval, an opening, a release, an erasure and every other action does, in the transaction that decides.
CONSEQUENCES = (
    round_keys.make_when_approved,  # before the settings are sealed: the key is one of them
    sealing.seal_settings,  # before the release: in the log its leaf comes first
    tallying.start_when_opened,
    comments.lay_out_when_opened,
    releasing.freeze_when_released,
    erasing.start_when_decided,
)
# What waits for a second person, in the order of the one list.
APPROVALS = (
    pending.FORMS,
    pending.ACTIONS,
    errata.WAITING,
    exclusions.WAITING,
    paper_operations.WAITING,
    awards.WAITING,
    visits.WAITING,
    overlap_permission.WAITING,
    account_approvals.WAITING,
    account_requests.WAITING,
    links.WAITING,
)
# What the queue's worker knows to do.
JOB_KINDS = (
    uploads.process_photo,
    readings.read,
    slips.open_accounts,
    slips.renew_code,
    point_posters.make,
    posters.read,
    taskforce_printing.make,
    cards.make,
    roster_papers.make,
    tallying.run,
    releasing.work_out_protection,
    erasing.run,
    rendering.make,
    signing.check,
    field_report_views.make,
    cover_notes.make,
    examining.examine_now,
    examining.back_up,
)

# What the topics ask of a commune, in the order of its page.
COMMUNE_TASKS = (
    publicity_tasks.tasks,
    reporting_tasks.of_commune,
    roster_tasks.tasks,
    taskforce_tasks.tasks,
    reminder_tasks.of_commune,
    inspection_tasks.of_commune,
)
# What the topics ask of a district or the province, in the order of the days.
OFFICE_TASKS = (
    paper_tasks.of_office,  # what blocks the report stands first
    comment_tasks.of_office,
    visit_tasks.of_office,
    directive_tasks.tasks,
    reminder_tasks.of_office,
    inspection_tasks.of_office,
    reporting_tasks.of_office,
    roster_tasks.of_office,
)
# What communes are urged to do, in the order of the filter of «Đôn đốc».
URGED = (
    *reporting_tasks.URGED,
    agenda.URGED,
    inspection_tasks.URGED,
    *publicity_tasks.URGED,
    roster_tasks.URGED,
    taskforce_tasks.URGED,
)

# What the worker does by itself, every so many minutes.
PERIODIC = (
    (1, jobs.requeue_waiting),
    (files.EVERY_MINUTES, files.delete_unreferenced),
    (waiting_files.EVERY_MINUTES, waiting_files.maintain),
    (slips.EVERY_MINUTES, slips.forget_old_slips),
    (batch_sealer.EVERY_MINUTES, batch_sealer.run),
    (old_photographs.EVERY_MINUTES, old_photographs.run),
    (retention.EVERY_MINUTES, retention.run),
    (schedule.EVERY_MINUTES, schedule.run),
    (erasing.EVERY_MINUTES, erasing.resume),
    (examining.EVERY_MINUTES, examining.run),
)


def install(app: Flask) -> None:
    """Fill the hooks. What stands in one hook is asked in the order in which it stands here."""
    fill_access(app)
    fill_rounds(app)
    fill_fieldwork(app)
    fill_monitoring(app)
    jobs.kinds.fill(app, *JOB_KINDS)
    queue.run = jobs.run
    for minutes, work in PERIODIC:
        queue.every(minutes, work)


def fill_access(app: Flask) -> None:
    """What a request passes, what is recorded of it, what the own menu holds."""
    terms.source.fill(app, chosen.terms_at_hand)
    access.on_denied.fill(app, sessions.log_denied)
    access.before_permission.fill(app, step_up.pending_factor)
    models.rounds_at_hand.fill(app, own_round.rounds_at_hand)
    access.after_permission.fill(
        app,
        step_up.require_step_up,
        own_round.find_round,
        unused_pages.refuse,
        chosen.remember,
        chosen.refuse_left_out,
        own_round.refuse_withheld,
    )
    access.on_export.fill(app, step_up.log_export)
    signing_in.shared_browser_checks.fill(app, desks.sign_in_refusal)
    waiting.kinds.fill(app, *APPROVALS)
    navigation.in_use.fill(app, unused_pages.is_in_use)
    account_tasks.menu_sources.fill(
        app, waiting.in_menu, agenda.in_menu, reminder_tasks.in_menu, account_requests.in_menu
    )


def fill_rounds(app: Flask) -> None:
    """What rooms above do and say of a round."""
    approvals.obstacles.fill(app, corrections.obstacle, releasing.obstacle)
    approvals.guards.fill(app, *GUARDS)
    approvals.consequences.fill(app, *CONSEQUENCES)
    round_views.alarms.fill(app, periodic_check.alarms, quarantine.alarms)
    public_views.extra_parts.fill(app, release_pages.part_of_round_page)
    verification.checks.fill(app, box_check.check, visits.check_sealed, sealed_results.check, sealed_papers.check)
    recompute_archive.report_providers.fill(app, recomputing.report_files)


def fill_fieldwork(app: Flask) -> None:
    """What waits for communes and offices, and what the topics add to each other's pages."""
    tasks.commune_sources.fill(app, *COMMUNE_TASKS)
    tasks.office_sources.fill(app, *OFFICE_TASKS)
    tasks.urged_sources.fill(app, *URGED)
    reporting.extra_links.fill(app, field_report_views.link)


def fill_monitoring(app: Flask) -> None:
    """What the monitoring reads of the box, and of what the doctor found."""
    health.gauges.fill(
        app, periodic_check.add_gauges, examining.add_gauges, replication_checks.add_gauges, node_checks.add_gauges
    )
    health.checks.fill(app, ("box", periodic_check.state), ("durability", two_disks.state), ("node", reconciler.state))
