/** An event as the log stores it: facts, erasable personal data and metadata, each as JSON text. */
export interface StoredEvent {
  /** 1..N within the log, without a hole. */
  readonly position: number;
  readonly stream: string;
  /** 1..n within the stream, without a hole. */
  readonly version: number;
  readonly eventId: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: string;
  /** Null if there was none or it was erased. */
  readonly private: string | null;
  readonly metadata: string;
  readonly recordedAt: Date;
  /** Chain hash, 32 bytes. */
  readonly hash: Buffer;
}

/** What the hash of an event is made of, beside what it says. */
export interface Seal {
  readonly salt: Buffer | null;
  readonly privateHash: Buffer | null;
  readonly leaf: Buffer;
}
