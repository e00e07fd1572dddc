/** A question that is well-formed but cannot be answered; `parameter` says which part of it. */
export class QuestionError extends Error {
  override readonly name = 'QuestionError';
  constructor(
    readonly parameter: string,
    message: string,
  ) {
    super(message);
  }
}
