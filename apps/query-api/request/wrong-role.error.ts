/** The page is the helpdesk's and the requester looks at it as a user. */
export class WrongRoleError extends Error {
  override readonly name = 'WrongRoleError';
}
