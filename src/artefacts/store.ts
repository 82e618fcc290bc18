import type { Readable } from 'node:stream';
import type { OldOptions } from './old-files';

/** A file that is open, however it is stored. */
export interface Artefact {
  bytes: number;
  /** Letters, digits, `-` and `_`; another one when the content is another one. */
  version: string;
  /** The bytes from `from` up to before `to`: exactly these, or the stream fails. May be called again. */
  read(from?: number, to?: number): Readable;
  close(): Promise<void>;
}

/** Content that the store has, but under no location yet. */
export interface Staged {
  bytes: number;
  /** Puts it there, over what was there before; doing it twice is no fault, since a commit may be tried again. */
  place(location: string): Promise<void>;
  /** Forgets it, unless it was placed. */
  discard(): Promise<void>;
}

/**
 * Files that runs leave behind. A location is a relative path with `/`. What belongs to a row is staged first, and placed as the
 * last act of the transaction that names it: so nothing is named that is not there, and what nobody names is swept.
 */
export interface ArtefactStore {
  /** A path of this machine where a program may write a file that is to be staged. */
  scratch(): Promise<string>;
  /** @param source a file of this machine that the store takes over, or a stream */
  stage(source: string | Readable): Promise<Staged>;
  /** Null when there is none. */
  open(location: string): Promise<Artefact | null>;
  /** A file of this machine with the content, for programs that want a path; null when there is none. */
  localFile(location: string): Promise<string | null>;
  /** What is not there is no fault. */
  remove(locations: string[]): Promise<void>;
  /** All that is below this location. */
  removeBelow(location: string): Promise<void>;
  /** Deletes what is old and chosen below a location. @param choose of these locations those that nobody needs @returns how many */
  removeOld(below: string, choose: (locations: string[]) => Promise<string[]>, options: OldOptions): Promise<number>;
}

/** Where staged content waits, and what programs write. */
export const TMP = 'tmp';

/** Whether this is a path that leads nowhere else. */
export const isLocation = (path: string) => path.length > 0 && !path.includes('\0') && !path.split('/').some((part) => part === '' || part === '.' || part === '..');
