/** Ends what global-setup.ts started; if this never runs, the guard of the server does it. */
export default async function teardown(): Promise<void> {
  await globalThis.helpdeskTestPostgres?.stop();
}
