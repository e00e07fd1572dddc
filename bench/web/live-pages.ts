import { Agent, get, type IncomingMessage } from 'node:http';

/** Pages that are open in browsers and follow what happens. */
export class LivePages {
  private readonly agent = new Agent({ keepAlive: false });
  private readonly streams: IncomingMessage[] = [];
  /** Changes that came, all pages together. */
  updates = 0;

  /**
   * Opens so many: half show the list, half a ticket each.
   * @param position of the log that they show
   */
  async open(url: string, count: number, position: number): Promise<void> {
    for (let index = 0; index < count; index++) {
      const path = index % 2 === 0 ? '/tickets/stream' : `/tickets/${index}/stream`;
      this.streams.push(await this.follow(url + path, position));
    }
  }

  close(): void {
    for (const stream of this.streams) stream.destroy();
    this.agent.destroy();
  }

  private follow(url: string, position: number): Promise<IncomingMessage> {
    const headers = { accept: 'text/event-stream', cookie: 'role=helpdesk', 'last-event-id': String(position) };
    return new Promise((resolve, reject) => {
      const sent = get(url, { agent: this.agent, headers }, (answer) => {
        if (answer.statusCode !== 200) return reject(new Error(`${url} ${answer.statusCode}`));
        answer.on('error', () => undefined);
        answer.on('data', (chunk: Buffer) => {
          if (chunk.includes('hx-')) this.updates++;
        });
        resolve(answer);
      });
      sent.on('error', reject);
    });
  }
}
