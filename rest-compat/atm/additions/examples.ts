/** A row of the data set of `npm run demo`, without its class: the other examples make that data set number 1. */
const HEADER = 'mean radius,mean texture,mean perimeter,mean area,mean smoothness,mean compactness,mean concavity,mean concave points,mean symmetry,mean fractal dimension,'
  + 'radius error,texture error,perimeter error,area error,smoothness error,compactness error,concavity error,concave points error,symmetry error,fractal dimension error,'
  + 'worst radius,worst texture,worst perimeter,worst area,worst smoothness,worst compactness,worst concavity,worst concave points,worst symmetry,worst fractal dimension';
const ROW = '17.99,10.38,122.8,1001.0,0.1184,0.2776,0.3001,0.1471,0.2419,0.07871,1.095,0.9053,8.589,153.4,0.006399,0.04904,0.05373,0.01587,0.03003,0.006193,'
  + '25.38,17.33,184.6,2019.0,0.1622,0.6656,0.7119,0.2654,0.4601,0.1189';

const values = ROW.split(',').map(Number);
export const csvExample = `${HEADER}\n${ROW}\n`;
export const rowsExample = { rows: [Object.fromEntries(HEADER.split(',').map((name, i) => [name, values[i]]))] };
