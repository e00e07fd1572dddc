import { always, type Story, to } from './story.js';

export const german: readonly Story[] = [
  {
    category: 'facility-management',
    pace: 'days',
    language: 'de',
    others: 0.5,
    openings: [
      'Die Heizung in {room} wird nicht mehr warm, seit gestern Abend.',
      'Im Büro {room} klemmt das Fenster und lässt sich nicht schließen. Bei Regen wird der Schreibtisch nass.',
      'Aufzug steckt schon wieder im Keller fest.',
      'Auf der Damentoilette im Erdgeschoss fehlt seit Tagen die Seife.',
      'Der Rollladen in {room} hängt schief und klappert bei jedem Windstoß.',
    ],
    talks: [
      to(/Aufzug/, 'h: Der Techniker war da, er fährt wieder.', 'u: Danke!'),
      to(/Seife|Rollladen|Fenster/, 'h: {hello} ist in Ordnung gebracht.', 'u: Vielen Dank.'),
      to(
        /Heizung/,
        'h: {hello} danke für die Meldung, der Hausmeister kommt heute vorbei.',
        'h: Erledigt. Es war das Ventil.',
        'u: Vielen Dank, es wird schon warm.',
      ),
      always('h: Repariert.', 'u: Danke!'),
      to(
        /Heizung|Fenster/,
        'u: Gibt es schon etwas Neues?',
        'h: Leider fehlt noch ein Ersatzteil, es soll diese Woche kommen.',
        'h: Teil ist eingebaut, alles dicht.',
      ),
    ],
    again: ['Die Heizung in {room} ist wieder kalt, wie letzte Woche.'],
  },
  {
    category: 'technical-it',
    pace: 'hours',
    language: 'de',
    others: 0.7,
    openings: [
      'Der Beamer in {hall} zeigt kein Bild.',
      'Mein Konto ist gesperrt und ich muss heute noch eine Hausarbeit hochladen.',
      'WLAN in {room} ist extrem langsam, Videokonferenzen sind unmöglich.',
      'Der Drucker {printer} druckt nur noch Streifen.',
      'Beim Öffnen der Lernplattform kommt seit heute früh eine Fehlermeldung, bei allen im Kurs.',
    ],
    talks: [
      to(/Drucker/, 'h: Trommel getauscht, die Streifen sollten weg sein.', 'u: Sind sie. Danke!'),
      to(
        /Beamer/,
        'h: {hello} ein Kollege ist unterwegs.',
        'h: Läuft wieder, es war der falsche Eingang gewählt.',
        'u: Super, danke!',
      ),
      to(/Konto/, 'h: Entsperrt. Bitte auch am Handy das neue Passwort eintragen.', 'u: Das war es. Danke schön!'),
      to(
        /WLAN|Lernplattform/,
        'h: Wir haben den Server neu gestartet, bitte noch einmal versuchen.',
        'u: Geht wieder.',
      ),
    ],
  },
  {
    category: 'services-complaints',
    pace: 'day',
    language: 'de',
    others: 0.6,
    openings: [
      'In der Mensa war heute Mittag um halb eins nichts Vegetarisches mehr da.',
      'Das Studiensekretariat war ohne Aushang geschlossen, ich bin extra angereist.',
      'Der Bus zum Campus ist wieder fünf Minuten zu früh abgefahren.',
      'Meine Bestätigung über das Praktikum liegt seit vier Wochen im Prüfungsamt.',
    ],
    talks: [
      to(/Bus/, 'h: Die Uhr im Bus ging falsch, sie ist gestellt.', 'u: Danke.'),
      to(
        /sekretariat/,
        'h: {hello} das hätte nicht passieren dürfen. Ab jetzt stehen Änderungen auf der Startseite.',
        'u: Gut, danke.',
      ),
      to(
        /Mensa/,
        'h: {hello} das tut uns leid. Wir haben es an die Leitung weitergegeben.',
        'h: Ab nächster Woche wird mehr davon gekocht.',
        'u: Danke für die Rückmeldung.',
      ),
      to(/Bestätigung/, 'h: Gefunden und abgeschickt, sie sollte morgen da sein.', 'u: Angekommen, danke!'),
    ],
  },
];
