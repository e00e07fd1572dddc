/** The browser has not yet chosen a role: the entry page comes first. */
export class NoRoleError extends Error {
  override readonly name = 'NoRoleError';
}

/** The page is the helpdesk's and the visitor looks at it as a user. */
export class WrongRoleError extends Error {
  override readonly name = 'WrongRoleError';
}
