/** Pages that are open in browsers and follow what happens. */
export class LivePages {
  private readonly closing = new AbortController();
  /** Changes that came, all pages together. */
  updates = 0;

  /**
   * Opens so many: half show the list, half a ticket each.
   * @param position of the log that they show
   */
  async open(url: string, count: number, position: number): Promise<void> {
    const headers = { accept: 'text/event-stream', cookie: 'role=helpdesk', 'last-event-id': String(position) };
    for (let index = 0; index < count; index++) {
      const path = index % 2 === 0 ? '/tickets/stream' : `/tickets/${index}/stream`;
      const response = await fetch(url + path, { headers, signal: this.closing.signal });
      if (!response.ok || !response.body) throw new Error(`${path} ${response.status}`);
      void this.follow(response.body).catch(() => undefined);
    }
  }

  close(): void {
    this.closing.abort();
  }

  private async follow(body: ReadableStream<Uint8Array>): Promise<void> {
    for await (const chunk of body) if (Buffer.from(chunk).includes('hx-')) this.updates++;
  }
}
