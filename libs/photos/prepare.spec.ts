import sharp, { type Sharp } from 'sharp';
import { preparePhotos } from './prepare.js';

const picture = (width: number, height: number): Sharp =>
  sharp({ create: { width, height, channels: 3, background: '#336699' } });
const prepare = async (content: Buffer, alt = ''): Promise<Awaited<ReturnType<typeof preparePhotos>>[number]> => {
  const [prepared] = await preparePhotos([{ content, alt }]);
  if (!prepared) throw new Error('nothing came back');
  return prepared;
};

it.each(['jpeg', 'png', 'webp'] as const)('keeps a %s, at most 2,048 pixels large, with a thumbnail', async (type) => {
  const { photo, content, thumbnail } = await prepare(await picture(3000, 1500).toFormat(type).toBuffer(), 'A lamp');
  expect(photo).toMatchObject({
    type: `image/${type}`,
    width: 2048,
    height: 1024,
    bytes: content.length,
    alt: 'A lamp',
  });
  expect(await sharp(content).metadata()).toMatchObject({ format: type, width: 2048 });
  expect(await sharp(thumbnail).metadata()).toMatchObject({ format: 'webp', width: 480, height: 240 });
});

it('turns it upright and leaves what a camera says of place and person out', async () => {
  const gps = { IFD0: { Artist: 'Ada' }, IFD3: { GPSLatitude: '46/1 30/1 0/1', GPSLatitudeRef: 'N' } };
  const taken = await picture(400, 200).withExif(gps).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  expect((await sharp(taken).metadata()).exif).toBeDefined();
  const { photo, content } = await prepare(taken);
  expect(photo).toMatchObject({ width: 200, height: 400 });
  const kept = await sharp(content).metadata();
  expect([kept.exif, kept.icc, kept.xmp, kept.orientation]).toEqual([undefined, undefined, undefined, undefined]);
  expect(content.toString('latin1')).not.toContain('Ada');
});

it.each([
  ['HEIC', Buffer.from('00000018667479706865696300000000', 'hex')],
  ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
  ['HTML that calls itself JPEG', Buffer.from('<script>alert(1)</script>')],
  ['a JPEG that ends too early', Buffer.from('ffd8ffe000104a464946', 'hex')],
  ['nothing', Buffer.from('x')],
])('%s is refused by its content', async (_, content) => {
  await expect(prepare(content)).rejects.toMatchObject({ code: 'photo.unsupported' });
});

it('a picture of 144 million pixels is refused without being decoded', async () => {
  const bomb = await sharp({
    create: { width: 12_000, height: 12_000, channels: 3, background: '#fff' },
    limitInputPixels: false,
  })
    .png({ compressionLevel: 2 })
    .toBuffer();
  expect(bomb.length).toBeLessThan(2_000_000);
  const before = process.memoryUsage().rss;
  await expect(prepare(bomb)).rejects.toMatchObject({ code: 'photo.too-many-pixels' });
  expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
});

it('a fifth photo is refused', async () => {
  const content = await picture(9, 9).png().toBuffer();
  const five = Array.from({ length: 5 }, () => ({ content, alt: '' }));
  await expect(preparePhotos(five)).rejects.toMatchObject({ code: 'photo.too-many' });
});
