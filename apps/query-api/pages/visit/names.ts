/** A name without format and control characters: they reverse or hide what stands around it. */
export function visibleName(name: string): string {
  return name.replace(/[\p{Cf}\p{Cc}]/gu, '');
}
