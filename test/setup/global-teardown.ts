/** Ends what global-setup.ts started; if this never runs, the guards of the servers do it. */
export default async function teardown(): Promise<void> {
  await globalThis.helpdeskSharedPages?.stop();
  await globalThis.helpdeskTestPostgres?.stop();
}
