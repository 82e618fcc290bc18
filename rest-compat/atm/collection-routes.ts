import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphClient } from '../graph-client';
import { jsonObject } from './body';
import { Refused } from './errors';
import { deletion } from './additions/control';
import { withUploads, type StoreUpload } from './additions/upload';
import { numberOf } from './ids';
import { datasetInput } from './input';
import { sendJson } from './json';
import { models, type Model } from './models';
import { CreateDatasetDocument } from './operations.generated';
import { envelope, linkHeader, pagingOf, parameter } from './paging';
import { serve } from '../routes';
import { onlyRow, searchedList, wholeList } from './search/list';
import { datasetColumns, withRelations } from './wire';

export interface RouteOptions {
  graph: (request: FastifyRequest) => GraphClient;
  /** Address of this server as the client sees it, without a trailing slash. */
  baseUrl: (request: FastifyRequest) => string;
  /** Where files that are sent here are kept, for the sender of this request; without it they are refused. */
  storeUpload?: (request: FastifyRequest) => StoreUpload;
}

const notFound = (reply: FastifyReply) => sendJson(reply, 404, {});

/** A script that any page may load must not carry data (JSONP). */
async function refuseScript(request: FastifyRequest) {
  if (parameter(request.query, 'callback') !== undefined) throw new Refused(400, 'The parameter callback (JSONP) is not supported; read the JSON itself.');
}

/** The four collections: lists, single objects and their relations. */
export function collectionRoutes(app: FastifyInstance, { graph, baseUrl, storeUpload }: RouteOptions) {
  app.addHook('onRequest', refuseScript);
  const find = async (request: FastifyRequest, model: Model, id: string | undefined) => {
    const number = numberOf(id);
    return number === null ? null : (await graph(request).request(model.find, { number })).found;
  };
  const document = async (request: FastifyRequest, reply: FastifyReply, model: Model, row: Awaited<ReturnType<typeof find>>) => {
    const [found] = row ? await model.documents(graph(request), [row]) : [];
    return found ? sendJson(reply, 200, found) : notFound(reply);
  };

  for (const [name, model] of Object.entries(models) as [string, Model][]) {
    const url = `/api/${name}`;
    const relations = Object.keys(model.relations).join(', ');
    const relation = (request: FastifyRequest) => {
      const asked = (request.params as { relation: string }).relation;
      if (!Object.hasOwn(model.relations, asked)) throw new Refused(404, `${name} have no relation ${JSON.stringify(asked)}; they have ${relations}.`, 'AttributeError');
      return model.relations[asked]!;
    };

    serve(app, url, {
      GET: async (request, reply) => {
        const client = graph(request), base = `${baseUrl(request)}${url}`, q = parameter(request.query, 'q');
        const { read, window, single } = q === undefined ? wholeList(client, model) : searchedList(client, model, q);
        if (single) {
          const row = await onlyRow(read, window);
          reply.header('location', `${base}/${row.number}`);
          return document(request, reply, model, row);
        }
        const paging = pagingOf(request.query);
        const found = await envelope(client, model, paging, read, window);
        reply.header('link', linkHeader(base, paging, found.total_pages));
        return sendJson(reply, 200, found);
      },
      ...(name === 'datasets' && {
        POST: async (request, reply) => {
          const create = (body: Record<string, unknown>) => graph(request).request(CreateDatasetDocument, { input: datasetInput(body) });
          const { createDataset: created } = storeUpload && request.isMultipart() ? await withUploads(request, storeUpload(request), create) : await create(jsonObject(request));
          reply.header('location', `${baseUrl(request)}${url}/${created.number}`);
          return sendJson(reply, 201, withRelations(datasetColumns(created), { dataruns: [] }));
        },
      }),
    });

    serve(app, `${url}/:id`, {
      GET: async (request, reply) => {
        const { id } = request.params as { id: string }, number = numberOf(id);
        const children = number === null ? undefined : model.children?.(graph(request), [number]);
        const [row] = await Promise.all([find(request, model, id), children]);
        const [found] = row ? await model.documents(graph(request), [row], children) : [];
        return found ? sendJson(reply, 200, found) : notFound(reply);
      },
      ...deletion(name, graph),
    });

    serve(app, `${url}/:id/:relation`, {
      GET: async (request, reply) => {
        const to = relation(request);
        const parent = await find(request, model, (request.params as { id: string }).id);
        if (!parent) return notFound(reply);
        const target = to.model(), client = graph(request);
        if (!to.many) return document(request, reply, target, (await client.request(target.find, { number: to.number(parent) })).found);
        return sendJson(reply, 200, await envelope(client, target, pagingOf(request.query),
          async (page, size) => (await client.request(to.page, { parent: parent.number, page, size })).list));
      },
    });

    // As in the original, the second id is looked up on its own: it need not belong to the first.
    serve(app, `${url}/:id/:relation/:relationId`, {
      GET: async (request, reply) => {
        const target = relation(request).model(), { id, relationId } = request.params as { id: string; relationId: string };
        if (!(await find(request, model, id))) return notFound(reply);
        return document(request, reply, target, await find(request, target, relationId));
      },
    });

    app.all(`${url}/*`, (request) => { throw new Refused(404, `There is nothing at ${request.url.split('?')[0]!.slice(0, 200)}.`, 'NotFound'); });
  }
}
