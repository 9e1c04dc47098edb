/** The baseline of the request bench: Express 5 with express.json and Ajv, answering the documented example, a constant, to a validated request. */
const express = require('express');
const { Ajv } = require('ajv');

const validate = new Ajv().compile({
  type: 'object',
  required: ['Name', 'Query'],
  properties: { Name: { type: 'string' }, Description: { type: 'string' }, Query: { type: 'string' } },
});
const examples = require('../../fixtures/mpn/wire-examples.json');
const exampleOf = (operation) => examples.find((example) => example.operation === operation).responseBody;
const query = exampleOf('CreateReportQuery');
const executions = exampleOf('GetReportExecutions');

const app = express();
app.use(express.json());
app.post('/query', (request, response) => {
  if (validate(request.body)) response.json(query);
  else response.status(400).json({ errors: validate.errors });
});
app.get('/executions/:reportId', (request, response) => response.json(executions));
const server = app.listen(0, '127.0.0.1', () =>
  console.log(`ready on http://127.0.0.1:${server.address().port}`),
);
