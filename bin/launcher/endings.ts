type Ending = () => Promise<void> | void;

/** What must be ended again, in the order of its start; it is ended the other way round. */
export class Endings {
  private readonly endings: Ending[] = [];
  private ended: Promise<boolean> | undefined;

  /** Something was started. When all is being ended already, it is ended at once. */
  async add(ending: Ending): Promise<void> {
    if (!this.ended) return void this.endings.push(ending);
    await ending();
    throw new Error('stopped while starting');
  }

  get begun(): boolean {
    return this.ended !== undefined;
  }

  /** Ends everything, once. False when something would not end in good order. */
  run(): Promise<boolean> {
    this.ended ??= this.endAll();
    return this.ended;
  }

  private async endAll(): Promise<boolean> {
    let clean = true;
    while (this.endings.length > 0) {
      try {
        await this.endings.pop()?.();
      } catch {
        clean = false;
      }
    }
    return clean;
  }
}
