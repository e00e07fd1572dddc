import { dangerWords } from './danger.js';

it.each([
  ['Smoke is coming out of the lift, and SMOKE from the stairs', ['Smoke']],
  ['My colleague is trapped in the lab', ['trapped']],
  ['Someone fell on the stairs and is bleeding', ['bleeding']],
  ['Water is dripping into the socket next to my desk', ['Water', 'dripping', 'socket']],
  ['We are stuck in the lift between two floors', ['We', 'stuck', 'in', 'lift']],
  ['There is a smell of gas in the cellar', ['gas']],
  ["Esce fumo dal quadro dell'aula 3", ['fumo']],
  ["Una ragazza è ferita alla mano, c'è sangue ovunque", ['ferita', 'sangue']],
  ["L'acqua scende sulla presa di corrente", ['acqua', 'presa']],
  ['Siamo bloccati in ascensore', ['Siamo', 'bloccati', 'ascensore']],
  ['Aus der Steckdose kommen Funken', ['Funken']],
  ['Es tropft auf den Stromkasten', ['tropft', 'Stromkasten']],
  ['Eine Person ist eingeklemmt und verletzt', ['eingeklemmt', 'verletzt']],
  ['Sale humo del laboratorio y hay un herido', ['humo', 'herido']],
  ['Cae agua sobre el enchufe', ['agua', 'enchufe']],
  ["De la fumée sort de l'armoire", ['fumée']],
  ["L'eau coule sur la prise", ['eau', 'prise']],
  ["Quelqu'un est coincé dans l'ascenseur", ['Quelqu', 'coincé', 'ascenseur']],
])('%s', (text, expected) => {
  expect(dangerWords(text)).toEqual(expected);
});

it.each([
  ['The soup was cold'],
  ['The fire door on floor two does not close'],
  ['The smoke detector chirps every forty seconds'],
  ['The lift is stuck between two floors'],
  ['Water drips from the tap. The socket in room 4 is loose.'],
  ['My brand new laptop does not start'],
  ['Der Feuerlöscher fehlt im zweiten Stock'],
  ["L'ascensore è bloccato"],
  [''],
  ['😀'],
])('no danger: %s', (text) => {
  expect(dangerWords(text)).toEqual([]);
});
