import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderStore } from '../../src/artefacts/folder-store';
import { describeStore } from './store-contract';

const folder = mkdtempSync(join(tmpdir(), 'rungraph-artefacts-'));
afterAll(() => rmSync(folder, { recursive: true }));
const store = new FolderStore(join(folder, 'artefacts'));

describeStore('a folder', () => store);
