/** One thing that is wrong in a request: in its body (`pointer`, RFC 6901) or in a parameter or header (`parameter`). */
export interface ProblemDetail {
  readonly pointer?: string;
  readonly parameter?: string;
  readonly code: string;
  readonly detail: string;
}

export interface ProblemInit {
  readonly status: number;
  readonly code: string;
  /** One plain sentence that says what to do. */
  readonly detail: string;
  readonly errors?: readonly ProblemDetail[];
  /** Extension members, such as `version` and `changes` of a conflict. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Token needed',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Too slow',
  409: 'Conflict',
  413: 'Too large',
  414: 'Address too long',
  415: 'Unsupported media type',
  421: 'Not served under this name',
  422: 'Not acceptable as it is',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Busy',
};

/** The media type of `Problem.body`. */
export const PROBLEM_JSON = 'application/problem+json';

/** An error that is answered to the client as RFC 9457 problem details. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(readonly init: ProblemInit) {
    super(init.detail);
  }

  get status(): number {
    return this.init.status;
  }

  get code(): string {
    return this.init.code;
  }

  /** The JSON body: `{type, title, status, detail, code, errors?}` and the extension members. */
  get body(): Record<string, unknown> {
    const { status, code, detail, errors, extensions } = this.init;
    return {
      type: `urn:helpdesk:problem:${code}`,
      title: TITLES[status] ?? 'Error',
      status,
      detail,
      code,
      ...(errors ? { errors } : {}),
      ...extensions,
    };
  }
}
