import type { View } from '../view.ts';
import type { World } from '../world/world.ts';
import { azureUsage } from './azure-usage.ts';
import {
  clasAgreementRenewalsPropensity,
  clasAzurePropensity,
  clasD365Propensity,
  clasM365Propensity,
  clasSurfacePropensity,
} from './clas.ts';
import { competencyPerformanceRequirement, competencySummaryHistory } from './competencies.ts';
import { customersAndTenants } from './customers-and-tenants.ts';
import { dynamicsUsage } from './dynamics-usage.ts';
import { emsUsage } from './ems-usage.ts';
import { msLearn } from './ms-learn.ts';
import { officeUsage } from './office-usage.ts';
import { powerBiUsage } from './power-bi-usage.ts';
import { profile } from './profile.ts';
import { resellerPerformance } from './reseller-performance.ts';
import { seatsSubscriptionsAndRevenue } from './seats-subscriptions-and-revenue.ts';
import { teamsUsage3PApps, teamsUsageMeetingsAndCalls, teamsUsageWorkload } from './teams.ts';
import { trainingCompletions } from './training-completions.ts';

/** How each dataset looks at the world, by the dataset's name. */
export const allViews: ReadonlyMap<string, (world: World) => View> = new Map([
  ['CustomersAndTenants', customersAndTenants],
  ['SeatsSubscriptionsAndRevenue', seatsSubscriptionsAndRevenue],
  ['AzureUsage', azureUsage],
  ['MSLearn', msLearn],
  ['OfficeUsage', officeUsage],
  ['Profile', profile],
  ['TrainingCompletions', trainingCompletions],
  ['DynamicsUsage', dynamicsUsage],
  ['CompetencySummaryHistory', competencySummaryHistory],
  ['PowerBIUsage', powerBiUsage],
  ['EMSUsage', emsUsage],
  // The service's own spelling.
  ['CompetencyPeformanceRequirement', competencyPerformanceRequirement],
  ['ResellerPerformance', resellerPerformance],
  ['CLASAgreementRenewalsPropensity', clasAgreementRenewalsPropensity],
  ['CLASAzurePropensity', clasAzurePropensity],
  ['CLASD365Propensity', clasD365Propensity],
  ['CLASM365Propensity', clasM365Propensity],
  ['CLASSurfacePropensity', clasSurfacePropensity],
  ['TeamsUsage3PApps', teamsUsage3PApps],
  ['TeamsUsageWorkload', teamsUsageWorkload],
  ['TeamsUsageMeetingsAndCalls', teamsUsageMeetingsAndCalls],
]);

/** Those about the partner and its people, of which there are far fewer than of customers; all others look at every customer. */
export const viewsOfThePartner: ReadonlySet<string> = new Set([
  'MSLearn',
  'Profile',
  'TrainingCompletions',
  'CompetencySummaryHistory',
  'CompetencyPeformanceRequirement',
]);
