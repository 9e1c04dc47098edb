import { below, chance, draw, label, weighted } from '../../primitives/seeded-random.ts';
import { daysIn, firstDayOf } from '../../primitives/month.ts';
import { textsOf, type Texts } from '../texts.ts';
import { viewOf, type RowColumn, type View } from '../view.ts';
import { of } from '../world/succession.ts';
import type { World } from '../world/world.ts';
import { personColumns, personMonths, type PersonRows } from './person-rows.ts';

const EXAM = label('exam');
const DAY = label('exam day');
const TOPIC = label('exam topic');
const PASSED = label('certification');
const STATUS = label('activation status');
const statusOf = weighted([86, 9, 5]);
const YEAR_OF_DAYS = 365;

/** Exams that the partner's people took, and the certification that follows most of them on the same day. */
export function trainingCompletions(world: World): View {
  const { people, words } = world;
  const { exams } = words.trainings;
  const person = (rows: PersonRows, row: number) => of(rows.person, row);
  const training = (rows: PersonRows, row: number) => of(rows.training, row);
  const ofPerson = (texts: Texts): RowColumn<PersonRows> => ({ type: 'text', texts, entity: person });
  const field = (name: 'id' | 'title' | 'type'): RowColumn<PersonRows> => ({
    type: 'text',
    texts: textsOf(exams.map((exam) => exam[name])),
    entity: training,
  });
  const isCertification = (rows: PersonRows, row: number) =>
    exams[training(rows, row)]?.type === 'Certification';
  return viewOf(
    personMonths(world, (key, month, add) => addExam(key, month, exams.length, add)),
    {
      ...personColumns(world),
      TrainingActivityId: field('id'),
      TrainingTitle: field('title'),
      TrainingType: field('type'),
      IndividualFirstName: ofPerson(people.firstNames),
      IndividualLastName: ofPerson(people.lastNames),
      Email: ofPerson(people.privateMails),
      CorpEmail: ofPerson(people.workMails),
      AADUserId: ofPerson(people.userIds),
      MCPID: ofPerson(people.certifiedIds),
      IcMCP: {
        type: 'boolean',
        texts: textsOf(['No', 'Yes']),
        entity: (rows, row) => (people.isCertified(person(rows, row)) ? 1 : 0),
      },
      TrainingCompletionDate: { type: 'date', value: (rows, row) => of(rows.day, row) },
      ExpirationDate: {
        type: 'date',
        value: (rows, row) => (isCertification(rows, row) ? of(rows.day, row) + YEAR_OF_DAYS : NaN),
      },
      ActivationStatus: {
        type: 'text',
        texts: textsOf(['Active', 'Pending', 'Inactive']),
        entity: (rows, row) =>
          statusOf(draw(of(people.members.key, person(rows, row)) ^ STATUS, of(rows.day, row))),
      },
      Month: { type: 'date', value: (rows) => firstDayOf(rows.month) },
    },
  );
}

/** In the list an exam stands before its certification. */
function addExam(
  personKey: number,
  month: number,
  listLength: number,
  add: (day: number, training: number) => void,
): void {
  const key = draw(personKey ^ EXAM, month);
  if (!chance(key, 180)) return;
  const day = firstDayOf(month) + below(draw(key, DAY), daysIn(month));
  const exam = 2 * below(draw(key, TOPIC), Math.floor(listLength / 2));
  add(day, exam);
  if (chance(draw(key, PASSED), 620)) add(day, exam + 1);
}
