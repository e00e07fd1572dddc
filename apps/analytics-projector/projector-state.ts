/** What a projector may be doing. */
export const DOINGS = ['starting', 'standing by', 'building', 'following', 'stopped'] as const;

export interface ProjectorState {
  readonly doing: (typeof DOINGS)[number];
  /** Why, where that needs words. */
  readonly reason?: string;
}
