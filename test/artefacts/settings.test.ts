import { readConfig } from '../../src/core/config';
import { openArtefacts } from '../../src/artefacts';
import { FolderStore } from '../../src/artefacts/folder-store';

const read = (place: string) => readConfig({}, { RUNGRAPH_ARTEFACTS: place }, '/');

test('a folder by default, or where one is named', () => {
  expect(openArtefacts(readConfig({ home: '/h' }, {}))).toEqual(new FolderStore('/h/artefacts'));
  expect(openArtefacts(read('/srv/artefacts/'))).toEqual(new FolderStore('/srv/artefacts'));
});

test.each(['s3://bucket', 's3://my.bucket-1/a/b c', 's3://bucket/a/'])('%s is a bucket, which is not asked before it is used', (place) => {
  expect(openArtefacts(read(place)).constructor.name).toBe('S3Store');
});

test.each(['s3:', 's3://', 's3:/bucket', 's3://b', 's3://Bucket', 's3://key:secret@bucket/x', 's3://bucket//a', 's3://bucket/../other', 's3://bucket/a/.'])('%s is none', (place) => {
  expect(() => read(place)).toThrow('s3://bucket/prefix');
});
