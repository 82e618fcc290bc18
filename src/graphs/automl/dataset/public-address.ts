import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

/** IPv4 networks that are not the public internet, from IANA's registry of special-purpose addresses. */
const SPECIAL_V4: [string, number][] = [
  ['0.0.0.0', 8],          // this host
  ['10.0.0.0', 8], ['172.16.0.0', 12], ['192.168.0.0', 16],   // private
  ['100.64.0.0', 10],      // carriers' NAT
  ['127.0.0.0', 8],        // loopback
  ['169.254.0.0', 16],     // link-local, where clouds serve credentials
  ['168.63.129.16', 32],   // Azure's own services, in spite of its looks
  ['192.0.0.0', 24], ['192.31.196.0', 24], ['192.52.193.0', 24], ['192.88.99.0', 24], ['192.175.48.0', 24],   // protocols' own
  ['192.0.2.0', 24], ['198.51.100.0', 24], ['203.0.113.0', 24],   // documentation
  ['198.18.0.0', 15],      // benchmarks
  ['224.0.0.0', 4],        // multicast
  ['240.0.0.0', 4],        // reserved, broadcast
];
/** All of IPv6 that is given out to the public lies here; what is outside (loopback, mapped IPv4, NAT64, private, link-local, multicast) is refused as a whole. */
const GLOBAL_V6: [string, number] = ['2000::', 3];
const SPECIAL_V6: [string, number][] = [
  ['2001::', 23],          // protocols' own, Teredo among them
  ['2001:db8::', 32], ['3fff::', 20],   // documentation
  ['2002::', 16],          // 6to4: holds an IPv4 address
  ['2620:4f:8000::', 48],  // protocols' own
];

const special = new BlockList(), globalV6 = new BlockList();
for (const [network, bits] of SPECIAL_V4) special.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of SPECIAL_V6) special.addSubnet(network, bits, 'ipv6');
globalV6.addSubnet(...GLOBAL_V6, 'ipv6');

/** Whether this IP address belongs to a machine on the public internet that is neither this one nor its neighbour. */
export function isPublicAddress(address: string): boolean {
  // A zone (`fe80::1%eth0`) names a link of this machine.
  if (address.includes('%')) return false;
  if (isIPv4(address)) return !special.check(address, 'ipv4') && !ownNetworks().check(address, 'ipv4');
  return isIPv6(address) && globalV6.check(address, 'ipv6') && !special.check(address, 'ipv6') && !ownNetworks().check(address, 'ipv6');
}

/** The networks this machine is on, whose addresses may be public while a firewall guards them. They change while we run. */
function ownNetworks(): BlockList {
  const own = new BlockList();
  for (const { cidr } of Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])) {
    const [network, bits] = cidr?.split('/') ?? [];
    if (network && bits) own.addSubnet(network, Number(bits), isIPv4(network) ? 'ipv4' : 'ipv6');
  }
  return own;
}
