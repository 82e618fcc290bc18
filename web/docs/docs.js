/* global SwaggerUIBundle */
// No validator: it would send the document's address to another host.
SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger', deepLinking: true, tryItOutEnabled: true, validatorUrl: null });
