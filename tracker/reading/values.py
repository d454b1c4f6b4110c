"""Words of purposes and statuses, in several languages → the codes of the log.

A cell is understood where every word in it points one way: "Client meeting" is work, "business / leisure" is not
guessed. The lists hold folded words: small letters without accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from tracker.codes import Activity, Certainty

CANCELED = "canceled"
"""A status that leaves the row out. The others are ``codes.Certainty``."""


@dataclass(frozen=True)
class Meaning:
    """``value``: an ``Activity``, or a ``Certainty`` or ``CANCELED``; "" where no guess is made. ``is_sure``: the word
    has one meaning, so that it is only told; otherwise the guess is proposed and asked."""

    value: str
    is_sure: bool


UNKNOWN = Meaning("", is_sure=False)


def purpose(word: str) -> Meaning:
    """What a word says about work: business → work, vacation → non_work, layover → transit."""
    return _meaning(word, Activity, _Lists(_PURPOSES, _MAYBE_PURPOSES))


def status(word: str) -> Meaning:
    """What a word says about certainty: completed → confirmed, booked → planned, cancelled → ``CANCELED``."""
    return _meaning(word, Certainty, _Lists(_STATUSES, _MAYBE_STATUSES))


def _meaning(text: str, codes: type[Activity] | type[Certainty], lists: _Lists) -> Meaning:
    """A documented code always says what it is; then the whole text, then its words."""
    if text.strip() in list(map(str, codes)):
        return Meaning(text.strip(), is_sure=True)
    return _of_words(folded(text), lists)


@dataclass(frozen=True)
class _Lists:
    """Phrases and words that are sure, and those that are only proposed."""

    sure: Mapping[str, str]
    maybe: Mapping[str, str]


def _of_words(text: str, lists: _Lists) -> Meaning:
    if text in lists.sure:
        return Meaning(lists.sure[text], is_sure=True)
    if text in lists.maybe:
        return Meaning(lists.maybe[text], is_sure=False)
    phrases = list(_phrases(text.split(), lists))
    values = {value for value, _ in phrases if value not in ("", _NEGATION, _STRANGE)}
    if len(values) != 1 or any(value == _NEGATION for value, _ in phrases):
        return UNKNOWN
    is_sure = all(is_sure for _, is_sure in phrases) and all(value != _STRANGE for value, _ in phrases)
    return Meaning(values.pop(), is_sure)


_NEGATION, _STRANGE = "not", "?"
_LONGEST_PHRASE = 4  # words


def _phrases(words: list[str], lists: _Lists) -> Iterator[tuple[str, bool]]:
    """The longest known phrases from left to right, each with its value and whether it is sure.

    The value is "" for a word that says nothing, ``_NEGATION`` for one that turns the sense round, ``_STRANGE`` for
    one that no list has.
    """
    position = 0
    while position < len(words):
        for length in range(min(_LONGEST_PHRASE, len(words) - position), 0, -1):
            phrase = " ".join(words[position : position + length])
            if phrase in lists.sure:
                yield lists.sure[phrase], True
            elif phrase in lists.maybe:
                yield lists.maybe[phrase], False
            elif length == 1 and phrase in _NEGATIONS:
                yield _NEGATION, True
            elif length == 1 and (phrase in _SAYS_NOTHING or phrase.isdecimal()):
                yield "", True
            elif length == 1:
                yield _STRANGE, False
            else:
                continue
            position += length
            break


@lru_cache(maxsize=16_384)
def folded(text: str) -> str:
    """Small letters without accents and signs, one blank between words: ``Congés payés!`` → ``conges payes``."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", letters))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _list(**values: str) -> dict[str, str]:
    """Value → its words and phrases, parted by commas and line ends, as phrase → value."""
    phrases: dict[str, str] = {}
    for value, text in values.items():
        for phrase in re.split(r"[,\n]", text):
            if phrase.strip():
                phrases[folded(phrase)] = value
    return phrases


_NEGATIONS = _words("no non not without kein keine nicht ohne sans pas sin senza sem nao")

_SAYS_NOTHING = _words(
    """a an the of for with by at in on to and or from my his her our their trip trips travel travels journey tour visit
    visits day days week weeks paid unpaid annual approved regular other purpose purposes reise reisen fahrt besuch tag
    tage voyage voyages visite jour jours viaje viajes visita dia dias viaggio viaggi giorno giorni viagem viagens der
    die das und mit im am von zu zum zur le la les de des du et avec au aux en el los las del y con e il lo gli di da do
    os as com o um uma un une"""
)

_PURPOSES = _list(
    work="""work, working, worked, works, business, biz, client, clients, customer, customers, meeting, meetings,
        project, projects, project work, assignment, secondment, seconded, posting, posted, deployment, on site, onsite,
        site visit, client site, remote work, working remotely, remote working, remote, telework, teleworking, wfh,
        work from home, workation, office, sales, consulting, audit, installation, commissioning, inspection, support,
        delivery, negotiation, negotiations, kick off, kickoff, trade fair, trade show, exhibition, corporate, official,
        official duty, duty, professional, employment, job, contract, contract work, billable, engagement, work trip,
        business trip, business travel, field work, fieldwork, shooting, performance, concert, rehearsal,
        arbeit, arbeiten, arbeitstag, dienstreise, dienstlich, geschaft, geschaftlich, geschaftsreise, kunde, kunden,
        kundenbesuch, kundentermin, beruflich, projekt, projektarbeit, entsendung, homeoffice, buro, montage, baustelle,
        messe, besprechung, einsatz, beratung, mobiles arbeiten,
        travail, mission, affaires, voyage d'affaires, client, clients, professionnel, professionnelle, projet, bureau,
        reunion de travail, detachement, chantier, teletravail, deplacement professionnel, salon professionnel,
        trabajo, negocios, laboral, cliente, clientes, viaje de negocios, viaje de trabajo, proyecto, obra, teletrabajo,
        profesional, reunion de trabajo, oficina, comision de servicio,
        lavoro, affari, viaggio d'affari, viaggio di lavoro, clienti, trasferta, cantiere, professionale, progetto,
        distacco, ufficio, telelavoro,
        trabalho, negocio, reuniao, reunioes, projeto, viagem de negocios, viagem a trabalho, profissional, escritorio,
        destacamento, missao, teletrabalho""",
    non_work="""vacation, vacations, holiday, holidays, pto, paid time off, time off, leave, annual leave, home leave,
        personal, private, leisure, family, pleasure, sick, sick leave, sickness, illness, medical, medical leave,
        hospital, tourism, tourist, sightseeing, honeymoon, wedding, funeral, rest, rest day, day off, days off, off,
        bereavement, parental leave, maternity, maternity leave, paternity, paternity leave, recreation, friends, fun,
        beach, skiing, sabbatical, birthday, christmas, easter, public holiday, bank holiday, non work, nonwork,
        no work, not working, not work, did not work, non business, nonbusiness, not business, unpaid leave, weekend,
        urlaub, urlaubstag, jahresurlaub, ferien, privat, private reise, freizeit, familie, familienbesuch, krank,
        krankheit, krankenstand, erholung, feiertag, feiertage, elternzeit, hochzeitsreise, flitterwochen, tourismus,
        wochenende, keine arbeit, ohne arbeit, arbeitsfrei, frei, freier tag,
        vacances, conges, conge, conges payes, conge paye, prive, privee, personnel, personnelle, loisir, loisirs,
        famille, maladie, conge maladie, arret maladie, repos, tourisme, jour ferie, rtt, lune de miel, hors travail,
        vacaciones, privado, privada, ocio, familia, familiar, enfermedad, baja medica, descanso, turismo,
        festivo, permiso, luna de miel, placer, sin trabajo, dias libres, dia libre,
        vacanza, vacanze, ferie, privato, privata, personale, svago, famiglia, malattia, riposo, turismo, permesso,
        viaggio di nozze, piacere, senza lavoro, giorno libero,
        ferias, pessoal, lazer, doenca, licenca medica, feriado, folga, lua de mel, sem trabalho""",
    transit="""transit, in transit, layover, lay over, stopover, stop over, connection, connecting, connecting flight,
        airside, airside transit, passing through, pass through, only passing through, travel day, travel only,
        durchreise, zwischenstopp, zwischenlandung, umstieg, umsteigen, transitaufenthalt,
        escale, correspondance, en transit, transito, en transito, escala, coincidencia aerea, scalo, in transito,
        escala aerea, conexao, em transito""",
)

_MAYBE_PURPOSES = _list(
    work="""conference, conferences, congress, training, trainings, seminar, workshop, workshops, course, courses,
        event, summit, retreat, team retreat, offsite, team building, interview, relocation, education, lecture,
        konferenz, kongress, schulung, fortbildung, weiterbildung, lehrgang, termin, formation, conference, stage,
        seminaire, colloque, formacion, conferencia, congreso, curso, corso, formazione, conferenza, congresso,
        formacao, deplacement, desplazamiento, transfer, internal transfer, w, b""",
    non_work="study, studies, student, volunteering, volunteer, visa run, moving, p, v, h, libre, baja, visiting",
)

_STATUSES = _list(
    confirmed="""completed, complete, done, taken, took place, travelled, traveled, actual, finished, past, happened,
        occurred, returned, ended, concluded, closed out, flown, stayed, verified,
        erledigt, abgeschlossen, durchgefuhrt, stattgefunden, beendet, angetreten, gereist,
        effectue, effectuee, termine, terminee, realise, realisee, fait, acheve,
        realizado, realizada, completado, completada, terminado, terminada, hecho, finalizado, finalizada,
        effettuato, effettuata, completato, completata, concluso, conclusa, svolto, svolta,
        concluido, concluida, feito, feita, finalizado""",
    planned="""planned, plan, booked, ticketed, tentative, tentatively, requested, upcoming, scheduled, future,
        proposed, pending, pending approval, awaiting approval, expected, provisional, forecast, reserved, to be booked,
        hold, on hold, not yet booked, submitted,
        geplant, gebucht, vorgesehen, reserviert, vorlaufig, beantragt, bevorstehend,
        prevu, prevue, planifie, planifiee, reserve, reservee, a venir, provisoire, demande,
        planificado, planificada, previsto, prevista, reservado, reservada, pendiente, programado, programada,
        solicitado,
        pianificato, pianificata, prenotato, prenotata, in programma, richiesto,
        planejado, planejada, planeado, planeada, agendado, agendada, pendente, solicitada""",
    estimated="estimated, estimate, approximate, approx, from memory, geschatzt, estime, estimado, stimato",
    canceled="""canceled, cancelled, cancel, cancellation, cancelation, cxl, cxld, cancld, canc, void, voided, rejected,
        declined, denied, refused, withdrawn, no show, noshow, did not travel, not travelled, not traveled, not taken,
        did not happen, dropped, aborted, abandoned, called off, deleted, refunded,
        storniert, abgesagt, annulliert, abgelehnt, gestrichen, ausgefallen, nicht angetreten, zuruckgezogen,
        annule, annulee, refuse, refusee, rejete, rejetee, abandonne,
        cancelado, cancelada, anulado, anulada, rechazado, rechazada,
        annullato, annullata, cancellato, cancellata, rifiutato, rifiutata, disdetto,
        rejeitado, rejeitada, recusado, recusada""",
)

_MAYBE_STATUSES = _list(
    planned="approved, confirmed, ok, open, active, in progress, ongoing, current, genehmigt, bestatigt, confirme, "
    "confirmado, confirmada, confermato, confermata, approuve, aprobado, aprobada, approvato, aprovado, draft, entwurf",
    confirmed="closed, paid, invoiced, reimbursed, submitted for payment, billed, bezahlt, paye, pagado, pagato, pago",
    canceled="postponed, verschoben, reporte, aplazado, rinviato, adiado, inactive, changed, unused",
)
