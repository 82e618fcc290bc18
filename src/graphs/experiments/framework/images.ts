import type { Images, ImageStandIn } from '../../../core/image-file';

/**
 * What stands for an image by the operator's mapping: the entry of its name, else that with the longest beginning of it.
 * @returns null when the image is no more than a label
 */
export function standInFor(images: Images, image: string): ImageStandIn | null {
  if (Object.hasOwn(images, image) && !image.endsWith('*')) return images[image]!;
  const beginnings = Object.keys(images).filter((name) => name.endsWith('*') && image.startsWith(name.slice(0, -1)));
  return beginnings.length ? images[beginnings.reduce((longest, name) => (name.length > longest.length ? name : longest))]! : null;
}
