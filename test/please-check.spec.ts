import { decodeModel } from '#libs/categorizer/model/model-file.js';
import { shippedModelBytes } from '#libs/categorizer/train/ship.js';
import { CHECK_BELOW } from '#libs/read-models/ticket-row.js';

it('"please check" begins where the least confident tenth of the frozen texts ends', () => {
  const { frozen } = decodeModel(shippedModelBytes()).report as { frozen: { leastConfidentTenth: number } };
  expect(Math.abs(CHECK_BELOW - frozen.leastConfidentTenth)).toBeLessThan(0.03);
});
