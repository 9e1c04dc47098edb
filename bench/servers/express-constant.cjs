/** The baseline of the request bench: Express 5 with express.json and Ajv, answering a constant to a validated request. */
const express = require('express');
const { Ajv } = require('ajv');

const validate = new Ajv().compile({
  type: 'object',
  required: ['Name', 'Query'],
  properties: { Name: { type: 'string' }, Description: { type: 'string' }, Query: { type: 'string' } },
});
const answer = {
  value: [
    { queryId: 'ec8366a4-d96e-4194-8c37-d5dbc0639033', name: 'CustomersRevenueQuery', type: 'userDefined' },
  ],
  nextLink: null,
  totalCount: 1,
  message: 'Query created successfully',
  statusCode: 200,
  dataRedacted: false,
};

const app = express();
app.use(express.json());
app.post('/query', (request, response) => {
  if (validate(request.body)) response.json(answer);
  else response.status(400).json({ errors: validate.errors });
});
app.get('/executions/:reportId', (request, response) => response.json(answer));
const server = app.listen(0, '127.0.0.1', () =>
  console.log(`ready on http://127.0.0.1:${server.address().port}`),
);
