import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { example } from './example';
import './main.css';

const url = new URL('/graphql', location.href);
const subscriptionUrl = url.href.replace(/^http/, 'ws');
// `/graphql?query=...` opens with that operation, so that a page can link to it.
const linked = new URLSearchParams(location.search);

createRoot(document.getElementById('graphiql')).render(
  <GraphiQL
    // Headers typed here also go into the first message of a websocket, where a browser cannot set any.
    fetcher={createGraphiQLFetcher({ url: url.href, subscriptionUrl })}
    defaultQuery={example}
    query={linked.get('query') ?? undefined}
    variables={linked.get('variables') ?? undefined}
    inputValueDeprecation
    schemaDescription
  />,
);
