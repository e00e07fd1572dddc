import { normalPlace } from './place.js';

it.each([
  ['b 204', 'B-204'],
  ['B204', 'B-204'],
  ['b.204a', 'B-204A'],
  ['  HG   E 41.2 ', 'HG E 41.2'],
  ['ml-h 44', 'ml-h 44'],
  ['cab g 61', 'cab g 61'],
  ['hg/1.07', 'HG-1.07'],
  ['ä 3', 'Ä-3'],
  ['Library,\n 2nd floor', 'Library, 2nd floor'],
  ['\u202eb\u200b 204', 'B-204'],
  [' \u200b ', ''],
])('the normal form of %j is %j, and its own', (place, normal) => {
  expect(normalPlace(place)).toBe(normal);
  expect(normalPlace(normal)).toBe(normal);
});
