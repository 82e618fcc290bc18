import { networkInterfaces } from 'node:os';
import { isPublicAddress } from '../../src/graphs/automl/dataset/public-address';

describe('addresses that data sets may be fetched from', () => {
  test.each([
    '127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.1.1',
    '100.64.0.1', '100.127.255.255', '100.100.100.200', '169.254.169.254', '168.63.129.16', '192.0.0.192', '192.0.2.1', '198.18.0.1', '198.51.100.7', '203.0.113.9', '192.88.99.1',
    '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255',
    '::', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b::8.8.8.8', '64:ff9b:1::1', '100::1',
    'fc00::1', 'fd00:ec2::254', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', '2001::1', '2001:10::1', '2001:db8::1', '2002:7f00:1::1', '3fff::1', '5f00::1', '4000::1',
    '', 'localhost', '127.1', '2130706433', '8.8.8.8%eth0', '2606:4700::1111%eth0', '8.8.8.8 ', '[2606:4700::1111]',
  ])('not %s', (address) => expect(isPublicAddress(address)).toBe(false));

  test.each([
    '1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.1', '169.253.255.255', '172.15.255.255', '172.32.0.0', '192.167.255.255', '223.255.255.255',
    '2606:4700:4700::1111', '2001:200::1', '2a00:1450:4001::1', '2003::1',
  ])('%s', (address) => expect(isPublicAddress(address)).toBe(true));

  test('not this machine, whatever its addresses look like', () => {
    for (const { address } of Object.values(networkInterfaces()).flatMap((all) => all ?? [])) expect([address, isPublicAddress(address)]).toEqual([address, false]);
    jest.spyOn(require('node:os'), 'networkInterfaces').mockReturnValue({ eth9: [{ cidr: '1.2.3.4/24' }, { cidr: '2a00:1:2:3::9/64' }, { cidr: null }] });
    expect(['1.2.3.4', '1.2.3.99', '2a00:1:2:3::1', '1.2.4.1', '2a00:1:2:4::1'].map(isPublicAddress)).toEqual([false, false, false, true, true]);
    jest.restoreAllMocks();
  });
});
