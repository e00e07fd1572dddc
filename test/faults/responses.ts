/** A command as a client sends it, as often as it takes. */
export interface Answer {
  readonly ticketId: string;
  readonly number: number;
  readonly version: number;
  readonly position: number;
}

export interface Sent {
  readonly key: string;
  readonly method: 'POST' | 'PATCH';
  readonly path: string;
  readonly body: object;
  readonly role: 'user' | 'helpdesk';
  /** Text in it that no other command has. */
  readonly mark?: string;
}

export interface Acknowledged {
  readonly command: Sent;
  readonly status: number;
  readonly answer: Answer;
}

/** Remembers what every client was told, apart from the system. */
export class Responses {
  readonly acknowledged: Acknowledged[] = [];
  readonly rejected: Sent[] = [];
  /** Answers that no client should ever get. */
  readonly impossible: string[] = [];
  /** Answers that were older than the reader's own command and did not say so. */
  readonly stale: string[] = [];
  readonly tickets: string[] = [];
  readonly marks = new Set<string>();

  sent({ mark }: Sent): void {
    if (mark) this.marks.add(mark);
  }

  answered(command: Sent, status: number, body: unknown): Answer | undefined {
    if (status === 200 || status === 201) {
      const answer = body as Answer;
      this.acknowledged.push({ command, status, answer });
      if (command.path === '/tickets') this.tickets.push(answer.ticketId);
      return answer;
    }
    this.rejected.push(command);
    const { code } = body as { code?: string };
    const expected = ['ticket.closed', 'status.not-allowed', 'version.conflict'];
    if (!code || !expected.includes(code)) this.impossible.push(`${command.path}: ${status} ${code}`);
    return undefined;
  }
}
