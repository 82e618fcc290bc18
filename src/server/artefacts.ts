import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Artefact, ArtefactStore } from '../artefacts';
import { AppError, Conflict, NotFound } from '../core/errors';
import { ClassifierStatus } from '../core/states';
import type { Classifier } from '../graphs/automl/classifier/classifier.entity';
import { classifierByNumber } from '../graphs/automl/classifier/classifier.loader';
import type { GraphRuntime } from '../graphs/context';
import { componentByNumber } from '../graphs/experiments/component/component.loader';
import { outputByNumber } from '../graphs/experiments/output/output.loader';
import { openComponentFile } from '../graphs/experiments/run/folders';
import { decodeId } from '../graphs/global-id';
import { sendArtefact } from './send-artefact';

interface Parts { graph: GraphRuntime; home: string; artefacts: ArtefactStore }
/** Compressed, they would have neither their length nor ranges. */
const PLAIN = { compress: false } as const;

/** Files that runs leave behind, to be saved. */
export function addArtefacts(app: FastifyInstance, parts: Parts): void {
  addClassifierFiles(app, parts);
  addExperimentFiles(app, parts);
}

interface Kind {
  type: string;
  location(of: Classifier): string | null;
  /** Hex, where the row has it. */
  sha256(of: Classifier): string | null;
}
const kinds: Record<string, Kind> = {
  model: { type: 'application/octet-stream', location: (of) => of.modelLocation, sha256: (of) => of.modelSha256 },
  metrics: { type: 'application/json', location: (of) => of.metricsLocation, sha256: () => null },
};

/** `/artefacts/classifiers/:id/model` (joblib) and `/metrics` (JSON). */
function addClassifierFiles(app: FastifyInstance, { graph, artefacts }: Parts): void {
  /** By location and version: a file is read once for its digest. */
  const digests = new LRUCache<string, string>({ max: 10_000 });
  for (const [name, kind] of Object.entries(kinds)) {
    app.get<{ Params: { id: string } }>(`/artefacts/classifiers/:id/${name}`, PLAIN, async (request, reply) => {
      const { id } = request.params, key = decodeId('cl', id);
      const classifier = key === null ? null : await classifierByNumber(graph.contextFor(request.who, request.id)).load(key);
      if (!classifier) throw new NotFound('Classifier', id);
      if (classifier.status !== ClassifierStatus.COMPLETE) throw new AppError('NOT_FOUND', `Classifier ${id} has no ${name}: it is ${classifier.status}.`);
      const location = kind.location(classifier), artefact = location === null ? null : await artefacts.open(location);
      if (!artefact) throw new AppError('NOT_FOUND', `The ${name} file of classifier ${id} is gone.`);
      const place = `${location} ${artefact.version}`, sha256 = digests.get(place) ?? await digest(artefact), written = kind.sha256(classifier);
      digests.set(place, sha256);
      // Whoever loads a model runs its code: another one than our worker's is not handed out under its name.
      if (written !== null && written !== sha256) {
        await artefact.close();
        throw new Conflict(`The ${name} file of classifier ${id} has changed since it was written.`);
      }
      return sendArtefact(request, reply, artefact, { etag: `"${sha256}"`, filename: basename(location!), type: kind.type });
    });
  }
}

/** `/artefacts/outputs/:id` and `/artefacts/components/:id/files/<path>`. */
function addExperimentFiles(app: FastifyInstance, { graph, home, artefacts }: Parts): void {
  app.get<{ Params: { id: string } }>('/artefacts/outputs/:id', PLAIN, async (request, reply) => {
    const { id } = request.params, output = await outputByNumber(graph.contextFor(request.who, request.id)).load(decodeId('ou', id) ?? 0);
    if (!output) throw new NotFound('Output', id);
    if (output.location === null) throw new AppError('NOT_FOUND', `Output ${id} was not kept yet: its component has not finished.`);
    const artefact = await artefacts.open(output.location);
    if (!artefact) throw new AppError('NOT_FOUND', `The file of output ${id} is gone.`);
    return sendArtefact(request, reply, artefact, { filename: output.filename });
  });
  app.get<{ Params: { id: string; '*': string } }>('/artefacts/components/:id/files/*', PLAIN, async (request, reply) => {
    const { id, '*': path } = request.params, component = await componentByNumber(graph.contextFor(request.who, request.id)).load(decodeId('co', id) ?? 0);
    if (!component) throw new NotFound('Component', id);
    const artefact = component.workingDirectory === null ? null : await openComponentFile(home, component.workingDirectory, path);
    if (!artefact) throw new AppError('NOT_FOUND', `There is no file of this name in the folder of component ${id}.`);
    return sendArtefact(request, reply, artefact, { filename: basename(path) });
  });
}

/** Hex; closes it when it cannot be read. */
async function digest(artefact: Artefact): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(artefact.read(), hash);
  } catch (error) {
    await artefact.close();
    throw error;
  }
  return hash.digest('hex');
}
