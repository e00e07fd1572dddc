import { decodeModel, encodeModel } from './model-file.js';
import type { Model } from './model.js';

const model = { version: '1', report: { texts: 3 }, linear: { bits: 2, scale: 0.5, weights: Int8Array.of(1, -2, 3) } } as unknown as Model;

it('gives back what it was given', () => {
  expect(decodeModel(encodeModel(model))).toEqual(model);
});

it('reads bytes that lie anywhere in memory', () => {
  const bytes = encodeModel(model);
  const shifted = new Uint8Array(bytes.length + 1);
  shifted.set(bytes, 1);
  expect(decodeModel(shifted.subarray(1))).toEqual(model);
});

it('notices a change', () => {
  const bytes = encodeModel(model);
  bytes[bytes.length - 1]! ^= 1;
  expect(() => decodeModel(bytes)).toThrow('checksum does not match');
});
