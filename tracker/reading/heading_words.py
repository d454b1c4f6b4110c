"""The words of headings in English, German, French, Spanish, Italian and Portuguese.

All folded as ``headings.folded`` does: lower case, no accents, no signs. A heading may have several roles: its values
decide. To teach a heading: one entry here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tracker.codes import Code


class Role(Code):
    """What a heading says about a column, before its values and its neighbors are looked at."""

    COUNTRY = "country", "Country of the stay"
    DESTINATION = "destination", "Country or place of the stay"
    PLACE = "place", "City or site"
    START = "first_day", "First day"
    END = "last_day", "Last day"
    ARRIVE = "arrival", "Day of arrival"
    LEAVE = "departure", "Day of departure"
    BACK = "came_home", "Day of the return"
    OUT = "left_home", "Day of leaving home"
    RANGE = "dates", "First and last day in one cell"
    DAY = "day", "One day"
    NIGHTS = "nights", "Number of nights"
    DAYS = "days", "Number of days"
    LENGTH = "length", "Length of the stay"
    PERSON = "traveler", "Person"
    PERSON_ID = "person_id", "Id of the person"
    PERSON_NAME = "name", "Name of the person"
    GIVEN_NAME = "given_name", "First name of the person"
    FAMILY_NAME = "family_name", "Family name of the person"
    PURPOSE = "purpose", "Purpose of the trip"
    WORKED = "worked", "Work, yes or no"
    OFF = "off", "No work, yes or no"
    STATUS = "status", "Status of the trip"
    CANCELED = "canceled", "Canceled, yes or no"
    ALL_DAY = "all_day", "All day, yes or no"
    FIRST_TIME = "first_time", "Clock time of the first day"
    LAST_TIME = "last_time", "Clock time of the last day"
    ASSIGNMENT = "assignment", "Id of the assignment"
    TRIP = "trip", "Id of the trip"
    NUMBER = "number", "Number or id of the row"
    NOTE = "note", "Note"
    SOURCE = "source", "Record that the days come from"


def words_of(text: str) -> frozenset[str]:
    """The different words of a text."""
    return frozenset(text.split())


LANGUAGES = ("en", "de", "fr", "es", "it", "pt")

WORDS: Mapping[Role, Mapping[str, str]] = {
    Role.COUNTRY: {
        "en": "country, country code, country name, nation, host country, destination country, "
        "country of destination, "
        "country of work, country of stay, country of travel, country of assignment, country worked in, "
        "country visited, visited country, country region, iso country, country iso, country iso code, iso, "
        "iso code, "
        "arrival country, country of arrival, host location country, country of visit, foreign country, "
        "work country, "
        "country where you worked, country where worked, country cd, ctry, cntry, jurisdiction, host nation",
        "de": "land, staat, landercode, laendercode, landerkurzel, landercode iso, aufenthaltsland, reiseland, "
        "zielland, einsatzland, gastland, arbeitsland, tatigkeitsland, bestimmungsland, ankunftsland, land region, "
        "land des aufenthalts, land der tatigkeit, besuchtes land, tatigkeitsstaat",
        "fr": "pays, pays de destination, pays d accueil, pays de sejour, pays de mission, pays visite, pays hote, "
        "code pays, pays de travail, pays d arrivee, pays region",
        "es": "pais, pais de destino, pais de acogida, pais visitado, pais anfitrion, codigo de pais, codigo pais, "
        "pais de trabajo, pais de llegada, pais de estancia, pais region",
        "it": "paese, nazione, stato, paese di destinazione, paese ospitante, paese visitato, stato estero, "
        "codice paese, paese di lavoro, paese di arrivo",
        "pt": "pais, pais de destino, pais anfitriao, pais visitado, pais de acolhimento, codigo do pais, nacao, "
        "pais de trabalho, pais de chegada",
    },
    Role.DESTINATION: {
        "en": "destination, destinations, where, travel destination, trip destination, destination name, "
        "location, work location, host location, place, region, to, travel to, traveled to, travelled to, visited",
        "de": "ziel, reiseziel, zielort, wohin, wo, ort, nach, einsatzort",
        "fr": "destination, lieu, lieu de mission, lieu de travail, ou, vers",
        "es": "destino, lugar, donde, a donde, ubicacion, lugar de trabajo",
        "it": "destinazione, meta, luogo, dove, sede",
        "pt": "destino, local, lugar, onde, para onde, para",
    },
    Role.PLACE: {
        "en": "city, town, place, location, site, venue, city name, host city, destination city, arrival city, "
        "city of arrival, office, office location, city town, city state, locality, work site, worksite, "
        "work location",
        "de": "ort, stadt, reiseort, aufenthaltsort, arbeitsort, zielstadt, standort, ankunftsort, einsatzort",
        "fr": "ville, lieu, localite, site, ville de destination, ville d arrivee",
        "es": "ciudad, localidad, sitio, ciudad de destino, lugar",
        "it": "citta, localita, luogo, citta di destinazione, sede",
        "pt": "cidade, localidade, cidade de destino, local, lugar",
    },
    Role.START: {
        "en": "first day, start, start date, start day, starts, starts on, started, starting, starting date, "
        "date start, "
        "date of start, beg date, beg, start of stay, from, from date, date from, day from, begin, begin date, "
        "begins, beginning, "
        "beginning date, begin day, begin on, since, commencement, commencement date, commences, first date, "
        "first work day, first day there, first day of work, period start, period from, effective date, "
        "effective from, effective start date, on site from, onsite from, valid from, dtstart, start dt, "
        "date started, first night, first day in country, inception date",
        "de": "von, vom, ab, seit, beginn, beginnt, beginnt am, beginn am, anfang, startdatum, start datum, "
        "beginndatum, anfangsdatum, datum von, von datum, erster tag, reisebeginn, reiseantritt, startet, "
        "beginn der reise, einsatzbeginn, aufenthalt von, gultig von, datum beginn, erster arbeitstag",
        "fr": "debut, date de debut, date debut, du, de, depuis, premier jour, commence le, commencement, "
        "date de commencement, a partir du, a compter du, debute le, date du debut, date de demarrage",
        "es": "inicio, fecha de inicio, fecha inicio, fecha inicial, fecha de comienzo, comienzo, desde, de, del, "
        "fecha desde, primer dia, empieza, dia de inicio, comienza, fecha del inicio",
        "it": "inizio, data inizio, data di inizio, data d inizio, data iniziale, dal, da, primo giorno, "
        "inizia, decorrenza, data inizio soggiorno, a partire dal, data di decorrenza, giorno di inizio, dalla data",
        "pt": "inicio, data de inicio, data inicio, data inicial, data do inicio, desde, de, primeiro dia, comeco, "
        "data de comeco, comeca, a partir de, dia de inicio, data de",
    },
    Role.END: {
        "en": "last day, end, end date, end day, ends, ends on, ended, ending, ending date, date end, date of end, "
        "end of stay, to, to date, date to, day to, until, till, thru, through, up to, finish, finish date, "
        "finished, "
        "finishes, last date, last work day, last day there, last day of work, last day in country, period end, "
        "period to, on site to, onsite to, valid to, valid until, end dt, date ended, completion date, "
        "stop, stop date, conclusion, effective end date, effective to, termination date, "
        "until date, through date",
        "de": "bis, bis zum, bis datum, datum bis, ende, endet, endet am, ende am, enddatum, end datum, letzter tag, "
        "reiseende, ende der reise, einsatzende, aufenthalt bis, gultig bis, schluss, abschluss, datum ende, "
        "letzter arbeitstag, schlussdatum",
        "fr": "fin, date de fin, date fin, au, jusqu au, jusqu a, jusque, dernier jour, finit le, date de la fin, "
        "date d achevement, se termine le",
        "es": "fin, final, fecha de fin, fecha fin, fecha final, fecha de finalizacion, finalizacion, hasta, "
        "fecha hasta, al, termino, fecha de termino, fecha termino, ultimo dia, termina, dia de fin, fecha del fin",
        "it": "fine, data fine, data di fine, data finale, al, a, fino al, fino a, ultimo giorno, finisce, termina, "
        "termine, data di termine, data fine soggiorno, data termine, giorno di fine, alla data",
        "pt": "fim, data de fim, data fim, data do fim, data final, ate, ate a data, ultimo dia, data de termino, "
        "data de termo, termina, termino, dia de fim, data ate",
    },
    Role.ARRIVE: {
        "en": "arrival, arrival date, arrival day, arrive, arrived, arrives, arriving, arrived on, arrive date, "
        "date of arrival, date arrived, entry, entry date, entry day, date of entry, date entered, entered, "
        "entered on, check in, checkin, check in date, checkin date, in, date in, in date, landed, move in, "
        "day of arrival, day of entry, arr, arr date, arrival dt, in country from, entry stamp",
        "de": "ankunft, ankunftsdatum, ankunftstag, ankunft am, anreise, anreisedatum, anreisetag, anreise am, "
        "einreise, einreisedatum, einreisetag, einreise am, eingereist, eingereist am, datum der einreise, "
        "tag der einreise, tag der ankunft, datum der ankunft",
        "fr": "arrivee, date d arrivee, date arrivee, jour d arrivee, arrivee le, entree, date d entree, "
        "date entree, "
        "arrive le, entre le",
        "es": "llegada, fecha de llegada, fecha llegada, dia de llegada, entrada, fecha de entrada, fecha entrada, "
        "ingreso, fecha de ingreso, fecha ingreso",
        "it": "arrivo, data arrivo, data di arrivo, data d arrivo, giorno di arrivo, ingresso, data ingresso, "
        "data di ingresso, entrata, data entrata, data di entrata",
        "pt": "chegada, data de chegada, data da chegada, data chegada, dia de chegada, entrada, data de entrada, "
        "data da entrada, data entrada, ingresso",
    },
    Role.LEAVE: {
        "en": "departure, departure date, departure day, depart, departed, departs, departing, departed on, "
        "depart date, date of departure, date departed, exit, exit date, exit day, date of exit, "
        "date exited, exited, "
        "leave date, leaving date, leaving, date left, left, left on, check out, checkout, check out date, "
        "checkout date, out, date out, out date, move out, day of departure, day of exit, dep, dep date, "
        "departure dt, "
        "exit stamp, leaves, leaves on",
        "de": "abreise, abreisedatum, abreisetag, abreise am, ausreise, ausreisedatum, ausreisetag, ausreise am, "
        "ausgereist, ausgereist am, abfahrt, abfahrtsdatum, abflug, abflugdatum, datum der ausreise, "
        "tag der ausreise, tag der abreise, datum der abreise",
        "fr": "depart, date de depart, date depart, jour de depart, depart le, sortie, date de sortie, date sortie, "
        "parti le, sorti le",
        "es": "salida, fecha de salida, fecha salida, dia de salida, partida, fecha de partida, fecha partida, "
        "egreso, "
        "fecha de egreso",
        "it": "partenza, data partenza, data di partenza, giorno di partenza, uscita, data uscita, data di uscita",
        "pt": "saida, data de saida, data da saida, data saida, dia de saida, partida, data de partida, "
        "data da partida",
    },
    Role.BACK: {
        "en": "return, return date, return day, returned, returned on, returns, returns on, returning, "
        "date returned, "
        "date of return, back, back home, came home, came back, back on, inbound, inbound date, return home, "
        "returned home, home again, return flight date, day of return, back in us, returned to us, return to us, "
        "date returned to us, arrived home, home arrival, arrival home",
        "de": "ruckkehr, ruckkehrdatum, ruckkehr am, ruckreise, ruckreisedatum, ruckreise am, ruckflug, ruckfahrt, "
        "heimkehr, heimreise, zuruck, zuruck am, tag der ruckkehr, rueckkehr, rueckreise, rueckflug, rueckfahrt, "
        "ruckflug am, ruckreisetag, heimreise am",
        "fr": "retour, date de retour, date retour, retour le, rentre le, jour de retour, vol retour, date du retour",
        "es": "regreso, fecha de regreso, fecha regreso, vuelta, fecha de vuelta, fecha vuelta, retorno, "
        "fecha de retorno, vuelo de vuelta, dia de regreso",
        "it": "ritorno, data ritorno, data di ritorno, rientro, data rientro, data di rientro, giorno di ritorno",
        "pt": "volta, data de volta, data da volta, regresso, data de regresso, data do regresso, retorno, "
        "data de retorno, data do retorno",
    },
    Role.OUT: {
        "en": "left home, left us, left usa, left the us, departed us, departed home, date left us, "
        "date departed us, outbound, outbound date, outward, outward date, outbound flight date, going, going out, "
        "departure from home, home departure, travel out, leave home, leaving home",
        "de": "hinreise, hinreisedatum, hinreise am, hinflug, hinflug am, hinfahrt, abreise von zuhause, "
        "abreise von zu hause",
        "fr": "aller, date aller, date de l aller, aller le, vol aller",
        "es": "ida, fecha de ida, fecha ida, vuelo de ida",
        "it": "andata, data andata, data di andata",
        "pt": "ida, data de ida, data da ida, voo de ida",
    },
    Role.RANGE: {
        "en": "dates, date range, travel dates, trip dates, dates of travel, dates of stay, dates of trip, period, "
        "period of stay, stay, stay dates, when, date s, travel period, time period, timeframe, dates there, "
        "assignment period, duration of stay",
        "de": "zeitraum, reisezeitraum, reisedaten, aufenthalt, daten, aufenthaltszeitraum, wann, zeit, von bis",
        "fr": "dates, periode, dates de sejour, dates du sejour, dates du voyage, sejour, quand, du au",
        "es": "fechas, periodo, fechas de viaje, fechas del viaje, estancia, cuando",
        "it": "date, periodo, date del viaggio, soggiorno, quando, dal al",
        "pt": "datas, periodo, datas da viagem, estadia, quando",
    },
    Role.DAY: {
        "en": "day, date, work date, workday, work day, calendar date, calendar day, date worked, travel date, "
        "trip date, day worked, the date",
        "de": "tag, datum, arbeitstag, kalendertag, reisedatum",
        "fr": "jour, date, date du jour, jour de travail",
        "es": "dia, fecha, dia de trabajo",
        "it": "giorno, data, giorno di lavoro",
        "pt": "dia, data, dia de trabalho",
    },
    Role.NIGHTS: {
        "en": "nights, night, number of nights, no of nights, nights stayed, num nights, nights there, total nights, "
        "nights count, night count, of nights, nights in country",
        "de": "nachte, naechte, anzahl nachte, anzahl der nachte, ubernachtungen, anzahl ubernachtungen, nacht",
        "fr": "nuits, nuit, nombre de nuits, nb nuits, nb de nuits, nuitees, nombre de nuitees",
        "es": "noches, numero de noches, n de noches, pernoctaciones, no de noches, cantidad de noches",
        "it": "notti, numero notti, numero di notti, pernottamenti, n notti",
        "pt": "noites, numero de noites, n de noites, pernoites",
    },
    Role.DAYS: {
        "en": "days, number of days, no of days, days stayed, num days, days there, total days, days in country, "
        "day count, days count, days abroad, calendar days, of days, days spent, total number of days, "
        "duration days, "
        "duration in days, length in days, days of stay",
        "de": "tage, anzahl tage, anzahl der tage, reisetage, aufenthaltstage, kalendertage, dauer in tagen, "
        "dauer tage, tage gesamt",
        "fr": "jours, nombre de jours, nb jours, nb de jours, duree en jours, duree jours",
        "es": "dias, numero de dias, n de dias, total de dias, duracion en dias, cantidad de dias, total dias",
        "it": "giorni, numero giorni, numero di giorni, n giorni, durata in giorni, totale giorni",
        "pt": "dias, numero de dias, n de dias, total de dias, duracao em dias",
    },
    Role.LENGTH: {
        "en": "duration, length, length of stay, stay length, trip length, trip duration, los",
        "de": "dauer, reisedauer, aufenthaltsdauer, lange",
        "fr": "duree, duree du sejour, duree de sejour",
        "es": "duracion, duracion de la estancia, duracion del viaje",
        "it": "durata, durata del soggiorno, durata del viaggio",
        "pt": "duracao, duracao da estadia, duracao da viagem",
    },
    Role.PERSON: {
        "en": "traveler, traveller, person, employee, staff, staff member, worker, assignee, expat, expatriate, "
        "passenger, pax, who, user, team member, colleague, consultant, contractor, crew, crew member, member, "
        "resource, individual, people, travelers, travellers, employees, names, secondee, delegate, associate, "
        "business traveler, mobile employee, seconded employee, personnel, emp, empl, ee, trav, empl name, emp name",
        "de": "mitarbeiter, mitarb, ma, mitarbeiterin, mitarbeiter in, mitarbeitende, mitarbeitender, "
        "mitarbeiter innen, "
        "reisender, "
        "reisende, reisende r, beschaftigter, beschaftigte, angestellter, angestellte, arbeitnehmer, arbeitnehmerin, "
        "kollege, person, wer, personen, entsandter, entsandte",
        "fr": "voyageur, voyageuse, salarie, salariee, salarie e, employe, employee, employe e, collaborateur, "
        "collaboratrice, collaborateur trice, agent, personne, participant, qui, detache, passager",
        "es": "empleado, empleada, empleado a, viajero, viajera, trabajador, trabajadora, persona, colaborador, "
        "colaboradora, pasajero, pasajera, quien, desplazado",
        "it": "dipendente, viaggiatore, viaggiatrice, lavoratore, lavoratrice, persona, collaboratore, passeggero, "
        "impiegato, impiegata, chi, distaccato, addetto",
        "pt": "funcionario, funcionaria, viajante, trabalhador, trabalhadora, colaborador, colaboradora, pessoa, "
        "passageiro, passageira, empregado, empregada, quem",
    },
    Role.PERSON_ID: {
        "en": "employee id, employee no, employee nr, employee number, employee code, emp id, emp no, emp code, "
        "empl id, emplid, ee id, staff id, staff no, staff number, staff code, worker id, worker number, person id, "
        "person number, personnel number, personnel no, personnel id, pers no, user id, userid, user name, username, "
        "traveler id, traveller id, traveler no, badge, badge id, badge no, badge number, payroll id, payroll no, "
        "payroll number, id employee, id number, sap id, workday id, global id, assignee id, associate id, wwid, "
        "employee ref, hr id",
        "de": "personalnummer, personal nr, pers nr, personalnr, persnr, mitarbeiternummer, mitarbeiter nr, "
        "mitarbeiter id, mitarbeiternr, stammnummer, ma nr, mitarbeiterkennung, personal id",
        "fr": "matricule, numero de matricule, numero d employe, identifiant, n matricule, no matricule, "
        "id employe, id salarie, numero de salarie, n employe",
        "es": "id empleado, id de empleado, numero de empleado, n empleado, no empleado, n de empleado, legajo, "
        "codigo de empleado, codigo empleado, num empleado, id del empleado",
        "it": "matricola, numero matricola, id dipendente, codice dipendente, n matricola, numero dipendente",
        "pt": "matricula, numero do funcionario, id do funcionario, n funcionario, codigo do funcionario, "
        "numero de matricula, id funcionario",
    },
    Role.PERSON_NAME: {
        "en": "name, full name, employee name, employee full name, name of employee, traveler name, traveller name, "
        "name of traveler, person name, staff name, assignee name, passenger name, worker name, display name, "
        "legal name, name of person, last name first name, name last first, first and last name, user full name, "
        "complete name, contractor name, consultant name, team member name, name of assignee, preferred name, "
        "first last, last first",
        "de": "name des mitarbeiters, mitarbeitername, name mitarbeiter, vollstandiger name, vor und nachname, "
        "vorname nachname, nachname vorname, name vorname, name und vorname, name des reisenden, "
        "name der mitarbeiterin, vorname und nachname",
        "fr": "nom, nom complet, nom et prenom, nom prenom, prenom nom, prenom et nom, nom du salarie, "
        "nom de l employe, nom du voyageur, nom du collaborateur",
        "es": "nombre, nombre completo, nombre y apellidos, nombre y apellido, nombre del empleado, "
        "apellidos y nombre, nombre del viajero, nombre empleado, nombre del trabajador, apellido y nombre",
        "it": "nome, nome completo, nome e cognome, cognome e nome, nome cognome, cognome nome, nominativo, "
        "nome dipendente, nome del dipendente",
        "pt": "nome, nome completo, nome do funcionario, nome do viajante, nome e sobrenome, nome e apelido, "
        "nome do colaborador",
    },
    Role.GIVEN_NAME: {
        "en": "first name, firstname, given name, given names, forename, fname, employee first name",
        "de": "vorname, vornamen, rufname",
        "fr": "prenom, prenoms",
        "es": "nombre de pila, primer nombre, nombres",
        "it": "primo nome",
        "pt": "primeiro nome, nome proprio, prenome",
    },
    Role.FAMILY_NAME: {
        "en": "last name, lastname, surname, family name, lname, employee last name",
        "de": "nachname, familienname, zuname",
        "fr": "nom de famille, nom d usage",
        "es": "apellido, apellidos, primer apellido",
        "it": "cognome",
        "pt": "sobrenome, apelido, ultimo nome",
    },
    Role.PURPOSE: {
        "en": "purpose, reason, type, kind, category, activity, activity type, trip type, travel type, "
        "trip category, "
        "travel category, purpose of trip, purpose of travel, purpose of visit, purpose of stay, travel purpose, "
        "trip purpose, visit purpose, reason for travel, reason for trip, reason for visit, travel reason, "
        "trip reason, business purpose, nature of trip, nature of travel, nature of visit, business or personal, "
        "business personal, work or leisure, work or personal, personal or business, business or leisure, "
        "personal business, day type, type of trip, type of travel, type of visit, type of stay, classification, "
        "visit type, stay type, travel kind, objective, absence type, leave type, type of day, work type, "
        "why, event type, work leisure, business leisure, work personal",
        "de": "zweck, reisezweck, zweck der reise, anlass, reiseanlass, grund, reisegrund, art, art der reise, "
        "reiseart, kategorie, typ, aktivitat, tatigkeit, art des aufenthalts, grund der reise, aufenthaltszweck, "
        "anlass der reise, dienstlich privat, privat dienstlich, reisetyp",
        "fr": "motif, objet, categorie, raison, but, motif du voyage, motif du deplacement, objet du voyage, "
        "objet de la mission, nature, activite, type de voyage, type de sejour, motif du sejour, "
        "type de deplacement, "
        "but du voyage, raison du voyage, pro perso",
        "es": "motivo, proposito, tipo, tipo de viaje, categoria, razon, motivo del viaje, finalidad, actividad, "
        "objeto del viaje, motivo de viaje, proposito del viaje, finalidad del viaje, clase",
        "it": "motivo, scopo, tipo, tipo di viaggio, categoria, finalita, motivo del viaggio, attivita, tipologia, "
        "scopo del viaggio, causale, motivazione, tipo viaggio",
        "pt": "motivo, finalidade, proposito, tipo, tipo de viagem, categoria, razao, objetivo, atividade, "
        "motivo da viagem, finalidade da viagem, proposito da viagem, objetivo da viagem",
    },
    Role.WORKED: {
        "en": "worked, work, working, is work, worked there, did you work, work done, work yes no, business, "
        "business trip, is business, for work, on business, is business trip, working day",
        "de": "gearbeitet, arbeit, dienstlich, geschaftlich, dienstreise, geschaftsreise, beruflich",
        "fr": "travail, travaille, professionnel, voyage d affaires, deplacement professionnel",
        "es": "trabajo, trabajado, laboral, viaje de negocios, de trabajo",
        "it": "lavoro, lavorato, lavorativo, viaggio di lavoro",
        "pt": "trabalho, trabalhado, a trabalho, viagem de negocios",
    },
    Role.OFF: {
        "en": "vacation, holiday, personal, personal trip, is personal, is personal trip, private, leisure, "
        "time off, "
        "day off, leave, pto, is vacation",
        "de": "urlaub, privat, ferien, freizeit, privatreise",
        "fr": "vacances, conges, conge, prive, personnel",
        "es": "vacaciones, personal, ocio, viaje personal",
        "it": "ferie, vacanza, vacanze, privato, personale",
        "pt": "ferias, pessoal, lazer",
    },
    Role.STATUS: {
        "en": "status, trip status, travel status, booking status, reservation status, certainty, confirmed, "
        "is confirmed, "
        "state, current status, trip state, approval status, request status, visit status, approval, approval state, "
        "approval decision, decision",
        "de": "reisestatus, buchungsstatus, bestatigt, zustand, stand",
        "fr": "statut, etat, statut du voyage, confirme, statut de la reservation",
        "es": "estado, estatus, situacion, estado del viaje, confirmado, estado de la reserva",
        "it": "stato, stato viaggio, stato del viaggio, confermato, stato prenotazione",
        "pt": "situacao, estado, estado da viagem, status da viagem, confirmado",
    },
    Role.CANCELED: {
        "en": "canceled, cancelled, is canceled, is cancelled, cancellation, void, voided, "
        "deleted, is deleted, removed",
        "de": "storniert, abgesagt, storno",
        "fr": "annule, annulee, annulation",
        "es": "cancelado, cancelada, anulado, anulada",
        "it": "annullato, annullata, cancellato",
        "pt": "cancelado, cancelada, anulado",
    },
    Role.ALL_DAY: {
        "en": "all day event, all day, allday, alldayevent, is all day, full day, full day event, whole day",
        "de": "ganztagiges ereignis, ganztagig, ganztags, ganzer tag",
        "fr": "journee entiere, toute la journee, evenement d une journee, evenement journee entiere",
        "es": "todo el dia, evento de todo el dia",
        "it": "tutto il giorno, giornata intera, evento giornata intera, evento di un giorno intero",
        "pt": "dia inteiro, dia todo, o dia todo, evento de dia inteiro",
    },
    Role.FIRST_TIME: {
        "en": "start time, time start, from time, time from, arrival time, time of arrival, time in, check in time, "
        "entry time, begin time, time of entry, start hour",
        "de": "beginnt um, startzeit, beginnzeit, uhrzeit von, ankunftszeit, anfangszeit, uhrzeit beginn",
        "fr": "heure de debut, heure debut, heure d arrivee",
        "es": "hora de inicio, hora inicio, hora de comienzo, hora de llegada",
        "it": "ora inizio, ora di inizio, ora di arrivo",
        "pt": "hora de inicio, hora inicio, hora de chegada",
    },
    Role.LAST_TIME: {
        "en": "end time, time end, to time, time to, departure time, time of departure, time out, check out time, "
        "exit time, finish time, time of exit, end hour",
        "de": "endet um, endzeit, uhrzeit bis, abreisezeit, abfahrtszeit, abflugzeit, uhrzeit ende",
        "fr": "heure de fin, heure fin, heure de depart",
        "es": "hora de fin, hora fin, hora de finalizacion, hora de salida",
        "it": "ora fine, ora di fine, ora di partenza",
        "pt": "hora de fim, hora fim, hora de termino, hora de saida, hora de partida",
    },
    Role.ASSIGNMENT: {
        "en": "assignment, assignment id, assignment no, assignment number, assignment ref, assignment code, "
        "engagement, "
        "engagement id, secondment id",
        "de": "entsendung, entsendungs id, entsendungsnummer, einsatznummer",
        "fr": "numero de mission, id mission, detachement",
        "es": "id de asignacion, numero de asignacion, desplazamiento id",
        "it": "id incarico, numero incarico, numero distacco",
        "pt": "id da designacao, numero da designacao",
    },
    Role.TRIP: {
        "en": "trip, trip id, trip no, trip number, trip nr, trip ref, trip reference, trip code",
        "de": "reisenummer, reise nr, reise id, reisenr",
        "fr": "numero de voyage, id voyage, n voyage",
        "es": "id viaje, id del viaje, numero de viaje, n viaje",
        "it": "id viaggio, numero viaggio, n viaggio",
        "pt": "id da viagem, numero da viagem, n viagem",
    },
    Role.NUMBER: {
        "en": "id, no, nr, num, number, row, row id, s no, sr no, sl no, serial no, index, line, item, entry id, "
        "record id, ref",
        "de": "lfd nr, laufende nummer, zeile, nummer",
        "fr": "n, numero, ligne",
        "es": "n, num, numero, fila",
        "it": "n, numero, riga",
        "pt": "n, numero, linha",
    },
    Role.NOTE: {
        "en": "note, notes, comment, comments, remark, remarks, description, details, detail, memo, subject, title, "
        "trip name, trip title, additional info, additional information, info, event, event name, summary, text, "
        "trip description, trip notes, travel notes, notes comments, comments notes, other, misc, "
        "observations, name of trip",
        "de": "bemerkung, bemerkungen, anmerkung, anmerkungen, kommentar, kommentare, notiz, notizen, hinweis, "
        "hinweise, beschreibung, betreff, titel, details, sonstiges, reisebeschreibung",
        "fr": "commentaire, commentaires, remarque, remarques, observation, observations, description, titre, sujet, "
        "notes, details, precisions",
        "es": "nota, notas, comentario, comentarios, observacion, observaciones, descripcion, asunto, titulo, "
        "detalle, "
        "detalles",
        "it": "nota, note, commento, commenti, osservazioni, osservazione, descrizione, oggetto, titolo, "
        "annotazioni, "
        "dettagli",
        "pt": "nota, notas, comentario, comentarios, observacao, observacoes, descricao, assunto, titulo, "
        "detalhes, obs",
    },
    Role.SOURCE: {
        "en": "source, record, evidence, proof, document, documentation, supporting document, data source, "
        "source of record",
        "de": "quelle, beleg, nachweis, belege, nachweise",
        "fr": "preuve, justificatif, justificatifs, piece justificative",
        "es": "fuente, comprobante, prueba, justificante",
        "it": "fonte, giustificativo, prova, documento",
        "pt": "fonte, comprovante, prova, documento",
    },
}

OTHER_TABLES: Mapping[str, str] = {
    "traveler": "traveller, person, employee id, employee, traveler id, person id",
    "name": "full name, employee name, traveler name, legal name, full legal name",
    "nationalities": "nationality, citizenship, citizenships",
    "residence": "country of residence, residence country",
    "assignment": "assignment id, assignment no, assignment number",
    "certificate": "certificate id, certificate no",
    "issuer": "issued by, issuing country, issuing agency, issued in",
    "host": "host country",
    "country": "country code, country name",
    "temporary": "is temporary, temporary work",
    "employer": "employer kind",
    "first_day": "start, start date, from, from date, date from, begin, arrival, arrival date, entry",
    "last_day": "end, end date, to, to date, date to, until, departure, departure date, exit",
    "expected_last_day": "expected end, expected end date",
    "note": "notes, comment, comments, remark, remarks",
    "source_kind": "record kind, imported from",
    "source_ref": "source id, record id, external id",
}
"""Headings of the other tables of the workspace, beside their documented names."""

TRIPS_TOO: Mapping[str, str] = {name: OTHER_TABLES[name] for name in ("source_kind", "source_ref")}
"""Documented columns of trips that no role stands for."""

QUALIFIERS = words_of(
    # English
    "assignment trip travel stay employee traveler traveller host destination planned actual my work "
    "business project "
    "visit journey foreign overseas international abroad scheduled expected estimated anticipated proposed assignee "
    "secondment expat the of in on at for your their his her this worker staff person personal passenger local "
    "date dt day inclusive incl included each per please enter when i was did you what which were "
    # German
    "reise dienstreise aufenthalt aufenthalts einsatz geplant geplanter geplantes geplante tatsachlich tatsachlicher "
    "tatsachliches tatsachliche mitarbeiter der des die das am ihr ihre entsendung voraussichtlich voraussichtliches "
    "datum tag einschl einschliesslich inkl "
    # French
    "voyage sejour mission deplacement prevu prevue reel reelle effectif effective du de la le les l d salarie "
    "employe inclus jour "
    # Spanish
    "viaje estancia estadia desplazamiento previsto prevista real del el los fecha empleado inclusive "
    "incluido incluida "
    # Italian
    "viaggio soggiorno missione trasferta previsto prevista effettivo effettiva di il dello della data "
    "incluso inclusa "
    "dipendente "
    # Portuguese
    "viagem missao deslocamento prevista real da do o a funcionario"
)
"""Words around a heading that do not change what it says: "Assignment Start Date" is a start date."""

ACTUAL = words_of("actual real reel reelle effectif effective effettivo effettiva tatsachlich tatsachlicher "
                   "tatsachliches tatsachliche ist efetivo efetiva")  # fmt: skip
PLANNED = words_of("planned scheduled expected estimated anticipated proposed geplant geplanter geplantes geplante "
                    "voraussichtlich voraussichtliches soll prevu prevue previsto prevista requested original "
                    "originally initial initially tentative")  # fmt: skip

NOTHING = words_of(
    # English
    "visa passport birth birthday birthdate dob email mail phone mobile fax cost costs center centre "
    "amount price fare "
    "currency budget department dept division employer company entity manager supervisor approver approved approval "
    "booked booking created creation modified updated update submitted submission requested request flight flights "
    "airline carrier airport hotel ticket seat nationality citizenship citizen citizenships residence "
    "residency resident "
    "home origin originating tax taxes salary grade gender sex age zip postal postcode invoice confirmation expiry "
    "expiration expires expire issue issued issuing balance accrued vendor mileage distance diem "
    "allowance hire hired "
    "hiring employment joined joining job role expense expenses rate timestamp url link attachment "
    "latitude longitude "
    "lat lon lng iata icao pnr address street insurance client customer team group region code tag tags version "
    "sort order color colour checked reviewed verified invoiced paid payment billing reservation vehicle car rental "
    "transport mode via stopover class miles points schengen remaining weekday dow week month year quarter "
    "organizer attendees meeting priority private sensitivity reminder categories billable mileage "
    # German
    "visum reisepass pass passnummer geburtsdatum geburtstag geburtsort geburt kostenstelle abteilung betrag preis "
    "wahrung kosten arbeitgeber firma gesellschaft vorgesetzter vorgesetzte genehmigt genehmigung gebucht buchung "
    "erstellt erstellungsdatum geandert flug flugnummer fluggesellschaft flughafen staatsangehorigkeit nationalitat "
    "wohnsitz wohnsitzland heimatland wohnort telefon rechnung kunde ablaufdatum ausstellungsdatum eintrittsdatum "
    "eintritt einstellungsdatum abflughafen ankunftsflughafen spesen adresse abflugort wochentag kw monat jahr "
    "beantragt herkunftsland heimat "
    # French
    "passeport naissance cout montant prix devise service departement societe entreprise manageur "
    "responsable approuve "
    "approbation reserve reservation cree creation modifie vol compagnie aeroport nationalite domicile telephone "
    "courriel facture adresse embauche origine client semaine mois annee "
    # Spanish
    "visado pasaporte nacimiento coste costo importe precio moneda departamento empresa gerente aprobado aprobacion "
    "reservado creado creacion modificado vuelo aerolinea aeropuerto nacionalidad ciudadania residencia domicilio "
    "correo telefono factura direccion contratacion origen cliente semana mes ano "
    # Italian
    "visto passaporto nascita costo importo prezzo valuta reparto azienda societa responsabile approvato "
    "approvazione "
    "prenotato prenotazione creato modificato volo compagnia aeroporto cittadinanza nazionalita residenza domicilio "
    "fattura indirizzo assunzione origine settimana mese anno "
    # Portuguese
    "visto passaporte nascimento custo valor preco moeda empresa gerente aprovado aprovacao criado "
    "criacao modificado "
    "voo companhia aeroporto nacionalidade cidadania residencia domicilio fatura endereco contratacao origem semana "
    "mes ano"
)
"""One of these words in a heading: the column decides nothing."""

WORK_DAYS = words_of("work working business werktage arbeitstage ouvres ouvrables habiles laborables lavorativi uteis")
"""Before "days": days of work, which say nothing about the last day."""

OFF_DAYS = words_of("vacation holiday holidays leave pto sick off weekend urlaub urlaubstage krank conges vacances "
                     "ferie vacaciones ferias remaining half")  # fmt: skip
"""Before "days": days without work, which say nothing about the last day either."""

COUNTED = words_of("travelers travellers employees people passengers pax persons workers participants")
"""Headings of people that may be a number of them."""

NO_PURPOSE = words_of(
    "assignment employee worker contract employment room policy move permit document entity agreement"
)
"""Before "type" or "category": the kind of something else than a trip."""

EXCLUSIVE = re.compile(
    r"\b(?:exclusive|excl|exkl\w*|ausschliesslich|exclu\w*|exclus\w*|esclus\w*|non inclus\w*|not included|not inclusive"
    r"|nicht inbegriffen|no incluid\w*|nao incluid\w*|dtend)\b"
)
"""In the heading of a last day: the day is the one after it."""

NO_STAY = words_of(
    "airport flight nationality citizenship citizen passport birth visa flughafen flug staatsangehorigkeit geburt "
    "aeroport vol nationalite naissance passeport aeropuerto vuelo nacionalidad nacimiento pasaporte aeroporto volo "
    "cittadinanza nazionalita nascita passaporto voo nacionalidade nascimento passaporte iata"
)
"""In the heading of a column that holds countries: they are not those of a stay."""

DEPARTING = words_of("departure departing depart origin from abreise abflug abfahrt depart salida partenza saida "
                      "partida left leaving")  # fmt: skip
"""With a country or a place: where a journey began, not where the stay was."""
