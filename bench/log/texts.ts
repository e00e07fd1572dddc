const PLACES = 'lecture hall 3,the library,room B 2.14,the canteen,the dormitory at the river,the sports hall'.split(
  ',',
);
const THINGS = 'projector,heating,wifi,door lock,printer,invoice for the semester ticket,lift,water tap'.split(',');
const TROUBLES =
  'does not work since this morning,makes a loud noise,is broken again,shows an error that nobody understands'.split(
    ',',
  );

let turn = 0;

/** A description as people write them, some 150 characters, never twice the same. */
export function aDescription(): string {
  turn++;
  const pick = (list: readonly string[], step: number): string => list[Math.floor(turn / step) % list.length] ?? '';
  const what = `The ${pick(THINGS, 1)} in ${pick(PLACES, 3)} ${pick(TROUBLES, 7)}.`;
  return `${what} I tried it ${turn} times, a colleague did too. Could somebody have a look before the lecture at ten?`;
}
