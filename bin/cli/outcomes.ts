/** The command was given wrongly, or does not fit what it is to work on; the message says what to do. Exit code 2. */
export class BadUse extends Error {
  override readonly name = 'BadUse';
}

/** The verb did its work and found something wrong, which it has said already. Exit code 1. */
export class Finding extends Error {
  override readonly name = 'Finding';
}
