"""Words of purposes and statuses in English, German, French, Spanish, Italian and Portuguese.

Folded as ``values.folded`` does it: small letters without accents. One phrase per item, items are put apart by commas;
``*`` stands for any ending (or beginning) of a word.
"""

from __future__ import annotations

WORK = """
work, works, worked, working, job, business, biz, business trip, business travel, business visit, business meeting,
client, clients, client visit, client meeting, client work, client site, customer, customers, customer visit, customer
meeting, supplier visit, vendor visit, site visit, site work, office visit, plant visit, factory visit, meeting,
meetings, board meeting, team meeting, sales meeting, kickoff, kick off, project, project work, work project, on site,
onsite, on site work, remote, remote work, remote working, telework, teleworking, telecommuting, wfh, wfa, work from
home, working from home, work from abroad, work from anywhere, consulting, consultancy, assignment, long term
assignment, short term assignment, secondment, secondee, deployment, commissioning, negotiation, negotiations,
installation, maintenance, work trip, work travel, work visit, work day, workday, workdays, work days, working day,
working days, business development, field work, fieldwork, service call, professional, go live, office work, official
business, official travel, official duty, official, temporary duty, tdy, corporate, seconded, posting, posted,
employment, contract work, engagement, billable, site inspection, concert, rehearsal, performance, working remotely,
arbeit, arbeiten, gearbeitet, arbeitend, arbeitstag, arbeitstage, arbeitsreise, arbeitsaufenthalt, arbeitseinsatz,
beruflich, dienstlich, dienstreise, dienstreisen, dienstgang, geschaftlich, geschaft, geschafte, geschaftsreise,
geschaftsreisen, geschaftstermin, geschaftsbesuch, kunde, kunden, kundenbesuch, kundenbesuche, kundentermin,
kundenmeeting, kundeneinsatz, kundenprojekt, besprechung, entsendung, entsandt, abordnung, montage, montageeinsatz,
projekt, projektarbeit, baustelle, homeoffice, home office, mobiles arbeiten, telearbeit, remote arbeit, vor ort,
inbetriebnahme, verhandlung, verhandlungen, meeting beim kunden, travail, travaille, affaires, voyage d affaires,
deplacement professionnel, deplacement pro, voyage professionnel, professionnel, professionnelle, professionnels,
rendez vous client, rdv client, visite client, visite clients, reunion, reunions, reunion client, detachement,
detache, detachee, chantier, projet, teletravail, sur site, boulot, mission professionnelle, deplacement d affaires,
trabajo, trabajar, trabajando, negocio, negocios, viaje de negocios, viaje de trabajo, viaje de empresa, cliente,
clientes, visita cliente, visita a cliente, visita al cliente, visita de cliente, reunion con cliente, proyecto,
teletrabajo, trabajo remoto, desplazamiento laboral, laboral, profesional, en sitio, comision de servicio, desplazado,
comision de servicios, lavoro, lavorativo, lavorativa, affari, viaggio d affari, viaggio di lavoro, viaggio
lavorativo, trasferta, trasferte, trasferta di lavoro, clienti, visita al cliente, riunione, riunioni, progetto,
telelavoro, lavoro agile, smart working, smartworking, distacco, distaccato, cantiere, professionale, missione di
lavoro, incontro di lavoro, trabalho, trabalhar, trabalhando, viagem de negocios, viagem de trabalho, viagem a
trabalho, a trabalho, reuniao, reunioes, visita a cliente, visita ao cliente, projeto, projecto, teletrabalho,
trabalho remoto, destacamento, destacado, profissional, em servico, projects, beratung, obra
"""

MAYBE_WORK = """
conference, conferences, congress, convention, trade show, tradeshow, trade fair, fair, expo, exhibition, summit,
training, trainings, course, seminar, workshop, workshops, offsite, off site, retreat, team building, teambuilding,
event, office, site, plant, factory, audit, inspection, sales, support, service, delivery, interview, research, demo,
presentation, mission, missions, duty, team retreat, lecture, concert tour, education, transfer, internal transfer,
field, internship, hq, headquarters, visit to client, networking, filming, shooting, recruiting, academic, lecture,
contract, shift, internal, external, w, konferenz, kongress, tagung, messe, messebesuch, messen, schulung, schulungen,
fortbildung, weiterbildung, seminar, seminare, einsatz, einsatze, termin, termine, veranstaltung, praktikum, dreh,
conference, congres, salon, salon professionnel, foire, formation, formations, seminaire, atelier, colloque,
intervention, stage, chantier ecole, conferencia, congreso, feria, formacion, curso, taller, seminario, evento,
capacitacion, comision, conferenza, congresso, fiera, formazione, corso, convegno, missione, servizio, conferencia,
feira, formacao, treinamento, missao, servico, oficina, courses, lehrgang, b, buro, bureau, ufficio, escritorio,
deplacement pro
"""

NON_WORK = """
vacation, vacations, vacationing, holiday, holidays, public holiday, bank holiday, pto, paid time off, annual leave,
unpaid leave, sick leave, parental leave, maternity leave, paternity leave, family leave, home leave, medical leave,
bereavement leave, personal leave, leave of absence, leave, personal, personal trip, personal travel, personal day,
leisure, family, family visit, visit family, visiting family, visit to family, friends, visiting friends, relatives,
visit friends, parents, sick, sickness, ill, illness, medical, doctor, hospital, tourism, tourist, touristic,
sightseeing, private, private trip, private travel, pleasure, day off, days off, off, time off, off work, off duty,
day off work, no work, non work, nonwork, not work, not working, not worked, did not work, didn t work, without work,
no working, non working, non working day, nonworking, non business, nonbusiness, not business, non work related, not
work related, rest day, rest days, rest, honeymoon, wedding, funeral, cruise, backpacking, gap year, sabbatical,
christmas, easter, birthday, recreation, fun, bereavement, maternity, paternity, hors travail, spring break, summer
break, winter break, beach, ski trip, skiing, hiking, vacay, hols, staycation, urlaub, *urlaub, urlaubsreise,
urlaubstag, urlaubstage, ferien, *ferien, feiertag, feiertage, frei, freier tag, freizeit, privat, private reise,
privatreise, personlich, familie, familienbesuch, familienurlaub, verwandte, freunde, krank, krankheit, krankheitstag,
krankenstand, krankgeschrieben, krankmeldung, elternzeit, tourismus, touristisch, erholung, erholungsurlaub,
arbeitsfrei, keine arbeit, nicht gearbeitet, ohne arbeit, nicht geschaftlich, hochzeit, beerdigung, flitterwochen,
kur, arzt, besuch bei familie, besuch der familie, sabbatjahr, ruhetag, hochzeitsreise, jahresurlaub, vacances,
vacance, conge, conges, conge paye, conges payes, conge maladie, conge sans solde, conge parental, jour de conge,
jours de conge, rtt, loisir, loisirs, personnel, personnelle, perso, voyage personnel, prive, privee, vie privee,
famille, visite famille, visite familiale, familial, familiale, amis, maladie, arret maladie, malade, medical,
medicale, tourisme, touristique, jour ferie, jours feries, ferie, feries, repos, jour de repos, sans travail, pas de
travail, pas travaille, non travaille, non professionnel, mariage, enterrement, lune de miel, detente, vacaciones,
vacacion, de vacaciones, festivo, festivos, dia festivo, dia libre, dias libres, ocio, placer, particular, asuntos
propios, privado, privada, familia, familiar, visita familiar, visita a la familia, amigos, enfermedad, enfermo,
enferma, baja, baja medica, baja por enfermedad, medico, turismo, turista, turistico, descanso, permiso, sin trabajo,
sin trabajar, no trabajo, no laboral, no laborable, no trabajado, boda, luna de miel, excedencia, vacanza, vacanze, in
vacanza, in ferie, ferie, festivita, festa, giorno libero, tempo libero, svago, piacere, personale, motivi personali,
privato, privata, famiglia, visita alla famiglia, visita famiglia, amici, malattia, malato, malata, in malattia,
turistico, riposo, permesso, aspettativa, senza lavoro, non lavorativo, non lavorato, nessun lavoro, matrimonio,
funerale, viaggio di nozze, congedo, ferias, de ferias, em ferias, feriado, feriados, folga, dia de folga, lazer,
pessoal, particular, motivos pessoais, privado, visita a familia, visita familiar, doenca, doente, baixa, baixa
medica, licenca, licenca medica, atestado, turismo, descanso, sem trabalho, sem trabalhar, nao trabalho, nao
trabalhou, nao trabalhado, casamento, lua de mel
"""

MAYBE_NON_WORK = """
weekend, weekends, study, studies, school, student, university, home, free, break, ooo, out of office, absence,
absent, visa run, volunteering, volunteer, quarantine, pilgrimage, standby, h, p, l, wochenende, studium, schule,
zuhause, pause, abwesend, abwesenheit, besuch privat, week end, etudes, ecole, absence, absent, estudios, fin de
semana, ausencia, ausente, studio, fine settimana, assenza, assente, estudos, fim de semana, ausencia, v, libre
"""

TRANSIT = """
transit, in transit, transiting, layover, lay over, stopover, stop over, connection, connecting, connecting flight,
flight connection, passing through, pass through, airport only, airport transit, plane change, change of planes,
overnight transit, airside, transit only, refueling stop, refuelling stop, umstieg, umsteigen, zwischenstopp,
zwischenlandung, durchreise, transitaufenthalt, flugwechsel, auf der durchreise, escale, en escale, en transit,
correspondance, vol en correspondance, escale technique, changement d avion, escala, en transito, transito, de paso,
conexion, vuelo de conexion, enlace, cambio de avion, scalo, in transito, coincidenza, cambio aereo, di passaggio,
scalo tecnico, em transito, conexao, voo de conexao, de passagem, escala tecnica, coincidencia aerea
"""

MAYBE_TRANSIT = """
travel day, travel days, travel only, travelling day, traveling day, stop, reisetag, reisetage, jour de voyage, dia de
viaje, giorno di viaggio, dia de viagem, tr, t
"""

MIXED = """
bleisure, bizcation, workation, workcation, working holiday, working vacation, business and leisure, mixed, both,
various, blended, combined, part time, partial, partly, half, gemischt, teilweise, beides, halb, mixte, les deux,
moitie, mixto, ambos, misto, entrambi, ambas, half day, workaway
"""

FILLERS = """
trip, trips, travel, travels, traveling, travelling, journey, journeys, visit, visits, visiting, stay, stays, day,
days, time, unpaid, paid, annual, overseas, abroad, foreign, international, domestic, local, short, long, term, first,
second, reason, reasons, purpose, purposes, related, type, summer, winter, spring, autumn, own, full, only, trip
purpose, by, the, a, an, and, my, of, our, on, status, booking, ticket, flight, approved, approval, request,
reservation, reise, reisen, aufenthalt, tag, tage, besuch, besuche, und, der, die, das, grund, bezahlt, unbezahlt,
aus, zweck, grunden, voyage, voyages, deplacement, sejour, visite, visites, jour, jours, et, de, du, des, la, le, les,
d, l, paye, payes, motif, raison, raisons, viaje, viajes, estancia, visita, visitas, dia, dias, y, el, los, las, del,
motivo, motivos, por, pagado, pagada, viaggio, viaggi, soggiorno, giorno, giorni, e, di, il, lo, per, i, viagem,
viagens, estadia, do, da, o, os, as, um, uma, un, una
"""

AFTER = """
in, at, with, for, to, near, from, from the, bei, mit, fur, zu, zum, zur, nach, im, am, beim, chez, avec, pour, au,
aux, a, dans, en, con, para, presso, al, alla, nel, em, com, no, na
"""
"""Words behind which a place or a name may follow."""

DOUBTS = """
not, no, non, none, never, without, except, partly, partially, maybe, perhaps, possibly, unclear, unknown, or, un,
nicht, kein, keine, keinen, ohne, teils, teilweise, vielleicht, oder, pas, sans, aucun, aucune, ou, peut etre,
partiellement, sin, ninguno, ningun, ninguna, quizas, parcialmente, senza, nessun, nessuna, nessuno, forse, oppure,
parzialmente, nao, sem, nenhum, nenhuma, talvez, instead, despite, during, after, before, plus, also
"""

DONE = """
completed, complete, done, traveled, travelled, taken, finished, actual, occurred, took place, happened, fulfilled,
trip completed, flown, used, checked out, checked in, arrived, returned, past, was there, attended, ended,
abgeschlossen, erledigt, durchgefuhrt, beendet, stattgefunden, gereist, fertig, absolviert, tatsachlich, angetreten,
termine, terminee, termines, terminees, effectue, effectuee, effectues, effectuees, realise, realisee, realises,
realisees, acheve, achevee, accompli, accomplie, fait, faite, reel, reelle, fini, finie, completado, completada,
completados, completadas, realizado, realizada, realizados, realizadas, terminado, terminada, finalizado, finalizada,
hecho, hecha, viajado, efectuado, efectuada, completato, completata, completati, completate, effettuato, effettuata,
concluso, conclusa, svolto, svolta, fatto, fatta, terminato, terminata, avvenuto, avvenuta, concluido, concluida,
concluidos, concluidas, feito, feita, efetuado, efetuada, completo, completa, finalizado, concluded, stayed
"""

MAYBE_DONE = """
confirmed, confirm, approved, authorized, authorised, active, current, ongoing, in progress, underway, closed, ok,
okay, yes, valid, verified, accepted, paid, invoiced, reimbursed, processed, live, final, ready, started, on
assignment, open, bestatigt, genehmigt, freigegeben, aktiv, laufend, geschlossen, abgerechnet, bezahlt, bewilligt,
gultig, confirme, confirmee, confirmes, approuve, approuvee, valide, validee, actif, active, en cours, cloture,
cloturee, confirmado, confirmada, aprobado, aprobada, activo, activa, en curso, cerrado, cerrada, autorizado,
confermato, confermata, approvato, approvata, attivo, attiva, in corso, chiuso, chiusa, autorizzato, aprovado,
aprovada, ativo, ativa, em curso, em andamento, fechado, fechada, submitted for payment, billed, paye, pagado, pagato,
pago
"""

PLANNED = """
planned, plan, booked, ticketed, reserved, scheduled, upcoming, tentative, tentatively, future, forecast, expected,
proposed, intended, not yet traveled, not yet travelled, to be booked, not booked, not booked yet, planning,
anticipated, tentatively booked, provisional, provisionally booked, to come, will travel, awaiting departure, geplant,
gebucht, reserviert, vorgesehen, terminiert, vorlaufig, bevorstehend, anstehend, zukunftig, in planung, plan,
angefragt, beantragt, prevu, prevue, prevus, prevues, planifie, planifiee, planifies, planifiees, programme,
programmee, reserve, reservee, reserves, reservees, a venir, provisoire, a reserver, en preparation, planificado,
planificada, planeado, planeada, previsto, prevista, programado, programada, reservado, reservada, futuro, futura,
proximo, proxima, provisional, tentativo, por viajar, pianificato, pianificata, programmato, programmata, prenotato,
prenotata, in programma, in arrivo, provvisorio, provvisoria, da prenotare, planejado, planejada, planeado, agendado,
agendada, provisorio, provisoria, a realizar, not yet booked
"""

MAYBE_PLANNED = """
requested, pending, submitted, draft, new, waiting, on hold, hold, held, waitlisted, wait listed, under review, in
review, pending approval, awaiting approval, requires approval, optional, to do, todo, quote, quoted, applied, in
process, ausstehend, eingereicht, entwurf, offen, in prufung, in bearbeitung, wartend, option, en attente, demande,
demandee, soumis, soumise, brouillon, nouveau, nouvelle, a valider, a confirmer, pendiente, solicitado, solicitada,
enviado, borrador, nuevo, en espera, en revision, in attesa, richiesto, richiesta, inviato, bozza, nuovo, in
revisione, pendente, pedido, rascunho, novo, em espera, em analise, aguardando, aguardando aprovacao
"""

CANCELED = """
canceled, cancelled, canc, cancel, cancelation, cancellation, cxl, cxld, cncl, cnl, xld, void, voided, called off, no
show, noshow, did not travel, didn t travel, not traveled, not travelled, did not go, not taken, trip canceled, trip
cancelled, did not happen, scrapped, never happened, did not take place, storniert, storno, stornierung, abgesagt,
absage, annulliert, ausgefallen, entfallt, entfallen, nicht angetreten, nicht stattgefunden, gecancelt, nicht gereist,
fallt aus, gestrichen, annule, annulee, annules, annulees, annulation, n a pas eu lieu, supprime, supprimee,
cancelado, cancelada, cancelados, canceladas, anulado, anulada, anulados, anuladas, cancelacion, anulacion, no
realizado, no realizada, no se presento, suspendido, suspendida, annullato, annullata, annullati, annullate,
cancellato, cancellata, cancellati, cancellate, disdetto, disdetta, annullamento, non effettuato, non effettuata, non
avvenuto, cancelamento, nao realizado, nao realizada, nao compareceu, suspenso, cancld
"""

MAYBE_CANCELED = """
rejected, declined, denied, refused, withdrawn, revoked, not approved, disapproved, abandoned, deleted, removed,
refunded, expired, inactive, invalid, aborted, terminated, dropped, unapproved, no, abgelehnt, zuruckgezogen,
verworfen, geloscht, nicht genehmigt, ungultig, inaktiv, abgebrochen, hinfallig, refuse, refusee, rejete, rejetee,
retire, retiree, abandonne, abandonnee, expire, rembourse, non approuve, inactif, rechazado, rechazada, denegado,
denegada, retirado, retirada, abandonado, eliminado, caducado, reembolsado, no aprobado, inactivo, rifiutato,
rifiutata, respinto, respinta, negato, ritirato, scaduto, eliminato, rimborsato, non approvato, inattivo, rejeitado,
rejeitada, recusado, recusada, negado, retirado, expirado, excluido, nao aprovado, inativo
"""

MAYBE_FROM_MEMORY = """
approximate, approx, estimate, estimated, from memory, guess, guessed, geschatzt, ungefahr, estime, estimee,
approximatif, estimado, estimada, aproximado, stimato, stimata, approssimativo
"""

OTHER_STATUS = """
postponed, rescheduled, changed, moved, delayed, modified, amended, updated, deferred, partially canceled, partially
cancelled, verschoben, geandert, verlegt, umgebucht, reporte, reportee, reportes, modifie, modifiee, aplazado,
aplazada, pospuesto, modificado, cambiado, reprogramado, rinviato, rinviata, rimandato, modificato, spostato,
posposto, rimosso, adiado, adiada, remarcado, alterado, rebooked, re booked, shortened, extended, interrupted, cut
short, unused, reported
"""

STATUS_FILLERS = """
trip, trips, travel, travels, traveling, journey, flight, booking, bookings, reservation, ticket, tickets, hotel,
visit, by, the, client, customer, company, employer, manager, traveler, traveller, airline, employee, due, covid,
weather, and, status, fully, already, on, date, was, is, has, been, successfully, fee, free, charge, short, notice,
last, minute, us, reise, vom, durch, von, kunde, kunden, wurde, bereits, und, buchung, wegen, kurzfristig, voyage,
par, le, la, client, vol, et, deja, ete, viaje, por, el, cliente, vuelo, y, ya, fue, viaggio, dal, da, volo, e, stato,
stata, gia, viagem, pelo, pela, o, voo, foi, ja, d, of, my
"""
