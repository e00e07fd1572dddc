/** What a projector may be doing. The metric carries these words. */
export const STATES = ['starting', 'standing by', 'building', 'following', 'stopped'] as const;

export interface ProjectorState {
  readonly doing: (typeof STATES)[number];
  /** Why, where that needs words. */
  readonly reason?: string;
}
