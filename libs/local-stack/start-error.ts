/** Something a person can put right; the message is one sentence that says how. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
