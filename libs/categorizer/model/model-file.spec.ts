import { decodeModel, encodeModel, type Model } from './model-file.js';

const model = { version: '1', temperature: 2, linear: { bits: 2, scale: 0.5, weights: Int8Array.of(1, -2, 3) } } as unknown as Model;

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
