/** An event as it lies in the log: JSON texts, nothing of our own code. */
export interface RawEvent {
  readonly position: number;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  /** 1 unless given. */
  readonly schemaVersion?: number;
  readonly data: string;
  readonly private: string | null;
  readonly metadata: string;
  readonly recordedAt: Date;
}
